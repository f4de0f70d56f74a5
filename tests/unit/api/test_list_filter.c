#include "api/core/list_filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/call_fixture.h"
#include "support/expect.h"

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, call_fixture_start, call_fixture_end)
#define ID "1f3c5d7e-0000-4000-8000-00000000000a"

struct record {
	struct guid id;
	bool enabled;
	struct text part, word;
	int64_t from_ms;
};

static const struct field_rule rules[] = {
	{.name = "id eq", .kind = FIELD_GUID, .offset = offsetof(struct record, id)},
	{.name = "enabled eq", .kind = FIELD_BOOLEAN, .offset = offsetof(struct record, enabled)},
	{.name = "contains(name)",
		.kind = FIELD_TEXT,
		.offset = offsetof(struct record, part),
		.min = 1,
		.max = 10},
	{.name = "word eq", .kind = FIELD_LINE, .offset = offsetof(struct record, word), .max = 10},
	{.name = "at ge", .kind = FIELD_TIME, .offset = offsetof(struct record, from_ms)},
};

static const struct field_table table = FIELD_TABLE(rules);

#define HINT                                                                                       \
	"; filter takes comparisons joined by \" and \": id eq, enabled eq, contains(name), "      \
	"word eq, at ge."

static uint64_t read_filter(struct call_fixture *f, struct text filter, struct record *ret_record)
{
	uint64_t given = 99;

	*ret_record = (struct record){.from_ms = -1};
	fault_clear(&f->call.fault);
	list_filter_read(&f->call, filter, &table, ret_record, &given);
	return given;
}

static void no_filter_is_good(void **state)
{
	struct call_fixture *f = *state;
	struct record record;

	assert_int_equal(read_filter(f, TEXT_NONE, &record), 0);
	assert_int_equal(f->call.fault.status, STATUS_OK);
	list_filter_read(&f->call, TEXT_NONE, &table, &record, NULL);
	list_filter_read(&f->call, TEXT("enabled eq true"), &table, &record, NULL);
	assert_true(record.enabled);
	assert_int_equal(f->call.fault.status, STATUS_OK);
}

static void every_comparison(void **state)
{
	static const char *const filters[] = {
		"id eq '" ID "' and enabled eq true and contains(name,'a b') and word eq 'x' and "
		"at ge 1970-01-02",
		"id eq " ID " and enabled eq 'true' and contains(name,'a b') and word eq x and "
		"at ge '1970-01-02T00:00:00Z'",
		"at ge 1970-01-02 and word eq x and contains( name , 'a b' ) and enabled eq 1 and "
		"id eq {" ID "}",
		"  id   eq   '" ID "'  and  enabled  eq  true  and contains (name,'a b')and word "
		"eq 'x'and at ge 1970-01-02  ",
	};
	struct call_fixture *f = *state;
	struct record record;

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		if (read_filter(f, text_from(filters[i]), &record) != 31)
			fail_msg("%s", filters[i]);
		assert_int_equal(f->call.fault.status, STATUS_OK);
		expect_text(guid_text(f->arena, record.id), ID);
		assert_true(record.enabled);
		expect_text(record.part, "a b");
		expect_text(record.word, "x");
		assert_int_equal(record.from_ms, 86400000);
	}
}

static void literals(void **state)
{
	static const struct {
		const char *filter, *part;
	} cases[] = {
		{"contains(name,'it''s')", "it's"},
		{"contains(name,'''')", "'"},
		{"contains(name,'''''')", "''"},
		{"contains(name,' and ')", " and "},
		{"contains(name,')')", ")"},
		{"contains(name,a'b)", "a'b"},
		{"contains(name,a,b)", "a,b"},
		{"contains(name,%_\\)", "%_\\"},
		{"contains(name,'\xc3\xa4')", "\xc3\xa4"},
		{"contains(name,'a\tb')", "a\tb"},
	};
	struct call_fixture *f = *state;
	struct record record;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (read_filter(f, text_from(cases[i].filter), &record) != 4)
			fail_msg("%s", cases[i].filter);
		assert_int_equal(f->call.fault.status, STATUS_OK);
		expect_text(record.part, cases[i].part);
	}
	assert_int_equal(read_filter(f, TEXT("word eq ''"), &record), 8);
	expect_text(record.word, "");
	assert_int_equal(read_filter(f, TEXT("enabled eq false"), &record), 2);
	assert_false(record.enabled);
}

#define MALFORMED "The filter is malformed" HINT
#define UNKNOWN "The filter uses an unsupported comparison" HINT

static void what_is_no_filter(void **state)
{
	static const struct {
		struct text filter;
		const char *message;
	} cases[] = {
		{TEXT_INIT(""), MALFORMED},
		{TEXT_INIT("   "), MALFORMED},
		{TEXT_INIT("enabled"), MALFORMED},
		{TEXT_INIT("enabled eq"), MALFORMED},
		{TEXT_INIT("enabled eq "), MALFORMED},
		{TEXT_INIT("eq true"), MALFORMED},
		{TEXT_INIT("enabled = true"), MALFORMED},
		{TEXT_INIT("enabled\teq true"), MALFORMED},
		{TEXT_INIT("enabled eq true or word eq x"), MALFORMED},
		{TEXT_INIT("enabled eq true AND word eq x"), MALFORMED},
		{TEXT_INIT("enabled eq true and"), MALFORMED},
		{TEXT_INIT("enabled eq true and "), MALFORMED},
		{TEXT_INIT("and enabled eq true"), UNKNOWN},
		{TEXT_INIT("(enabled eq true)"), MALFORMED},
		{TEXT_INIT("enabled eq true)"), MALFORMED},
		{TEXT_INIT("word eq 'x"), MALFORMED},
		{TEXT_INIT("word eq '"), MALFORMED},
		{TEXT_INIT("word eq 'x''"), MALFORMED},
		{TEXT_INIT("word eq 'x'y"), MALFORMED},
		{TEXT_INIT("contains(name)"), MALFORMED},
		{TEXT_INIT("contains(name,)"), MALFORMED},
		{TEXT_INIT("contains(name,'x'"), MALFORMED},
		{TEXT_INIT("contains(,'x')"), MALFORMED},
		{TEXT_INIT("contains('x')"), MALFORMED},
		{TEXT_INIT("contains name 'x'"), UNKNOWN},
		{TEXT_INIT("not enabled eq true"), UNKNOWN},
		{TEXT_INIT("enabled ne true"), UNKNOWN},
		{TEXT_INIT("enabled EQ true"), UNKNOWN},
		{TEXT_INIT("Enabled eq true"), UNKNOWN},
		{TEXT_INIT("name eq x"), UNKNOWN},
		{TEXT_INIT("at lt 1970-01-02"), UNKNOWN},
		{TEXT_INIT("contains(word,'x')"), UNKNOWN},
		{TEXT_INIT("Contains(name,'x')"), MALFORMED},
	};
	struct call_fixture *f = *state;
	struct record record;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t given = read_filter(f, cases[i].filter, &record);

		if (f->call.fault.error_count != 1 || (given != 0 && i < 8))
			fail_msg("%s", cases[i].filter.data);
		expect_error(&f->call.fault, 0, "filter", "InvalidParameter", cases[i].message);
	}
}

static void values_that_do_not_fit(void **state)
{
	static const struct {
		const char *filter, *target, *code;
	} cases[] = {
		{"enabled eq maybe", "filter.enabled eq", "InvalidParameter"},
		{"enabled eq true, word eq x", "filter.enabled eq", "InvalidParameter"},
		{"enabled eq null", "filter.enabled eq", "InvalidParameter"},
		{"id eq x", "filter.id eq", "InvalidParameter"},
		{"contains(name,'')", "filter.contains(name)", "InvalidParameter"},
		{"contains(name,'12345678901')", "filter.contains(name)", "InvalidParameter"},
		{"word eq 'a\nb'", "filter.word eq", "InvalidParameter"},
		{"at ge yesterday", "filter.at ge", "InvalidParameter"},
		{"enabled eq true and enabled eq true", "filter.enabled eq", "DuplicateParameter"},
		{"enabled eq true and word eq x and enabled eq false", "filter.enabled eq",
			"DuplicateParameter"},
		{"word eq '\xff'", "filter.word eq", "NotUtf8"},
	};
	struct call_fixture *f = *state;
	struct record record;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_filter(f, text_from(cases[i].filter), &record);
		assert_int_equal(f->call.fault.error_count, 1);
		expect_text(f->call.fault.errors[0].target, cases[i].target);
		assert_string_equal(f->call.fault.errors[0].code, cases[i].code);
	}
}

static const struct list_filter_order orders[] = {{"name", 3}, {"createdAt", 5}, {NULL, 0}};

static void good_orders(void **state)
{
	static const struct {
		const char *order;
		int value;
		bool descending;
	} cases[] = {{"name", 3, false}, {"name asc", 3, false}, {"name desc", 3, true},
		{"createdAt", 5, false}, {"  createdAt   desc  ", 5, true}};
	struct call_fixture *f = *state;
	bool descending = true;
	int value = 7;

	list_filter_read_order(&f->call, TEXT_NONE, orders, &value, &descending);
	assert_int_equal(value, 7);
	assert_true(descending);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		descending = !cases[i].descending;
		list_filter_read_order(
			&f->call, text_from(cases[i].order), orders, &value, &descending);
		assert_int_equal(value, cases[i].value);
		assert_int_equal(descending, cases[i].descending);
	}
	assert_int_equal(f->call.fault.status, STATUS_OK);
}

static void bad_orders(void **state)
{
	static const char *const cases[] = {"", " ", "Name", "id", "name up", "name DESC",
		"name desc asc", "name,createdAt", "name desc,", "-name", "desc", "name\tdesc"};
	struct call_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool descending = false;
		int value = 7;

		fault_clear(&f->call.fault);
		list_filter_read_order(&f->call, text_from(cases[i]), orders, &value, &descending);
		assert_int_equal(value, 7);
		assert_int_equal(f->call.fault.error_count, 1);
		expect_error(&f->call.fault, 0, "orderby", "InvalidParameter",
			"orderby must be one of name, createdAt, optionally followed by asc or "
			"desc.");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_filter_is_good),
		TEST(every_comparison),
		TEST(literals),
		TEST(what_is_no_filter),
		TEST(values_that_do_not_fit),
		TEST(good_orders),
		TEST(bad_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
