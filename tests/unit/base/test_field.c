#include "base/field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/field_fixture.h"

static int start(void **state)
{
	return field_fixture_start(state, sizeof(struct field_fixture_record));
}

static const struct field_rule *rule_of(const char *name)
{
	size_t index;
	const struct field_rule *rule =
		field_find(&field_fixture_table, text_from(name), false, &index);

	assert_non_null(rule);
	return rule;
}

static bool set(struct field_fixture *f, const char *name, struct text value)
{
	return field_set_text(&f->reader, rule_of(name), value, f->record);
}

static void finding(void **state)
{
	size_t index = 99;

	(void)state;
	assert_ptr_equal(field_find(&field_fixture_table, TEXT("integer"), false, &index),
		&field_fixture_table.rules[2]);
	assert_int_equal(index, 2);
	assert_null(field_find(&field_fixture_table, TEXT("Integer"), false, &index));
	assert_ptr_equal(field_find(&field_fixture_table, TEXT("GUID"), true, &index),
		&field_fixture_table.rules[4]);
	assert_int_equal(index, 4);
	assert_null(field_find(&field_fixture_table, TEXT("integers"), true, &index));
	assert_null(field_find(&field_fixture_table, TEXT(""), true, &index));
}

static void texts(void **state)
{
	struct field_fixture *f = *state;
	struct field_fixture_record *record = f->record;

	assert_true(set(f, "text", TEXT(" a\nb ")));
	expect_text(record->text, " a\nb ");
	assert_true(set(f, "text", TEXT("\xf0\x9f\x98\x80\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4")));
	assert_true(set(f, "line", TEXT("  abcd\r\n")));
	expect_text(record->line, "abcd");
	assert_true(set(f, "line", TEXT("  ")));
	expect_text(record->line, "");
	assert_int_equal(f->fault.status, STATUS_OK);
}

static void numbers(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} cases[] = {{"4", 4}, {" 4 ", 4}, {"4.0", 4}, {"4.000", 4}, {"-3", -3}, {"100", 100}};
	struct field_fixture *f = *state;
	struct field_fixture_record *record = f->record;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(set(f, "integer", text_from(cases[i].text)));
		assert_int_equal(record->integer, cases[i].value);
	}
	assert_true(field_set_integer(&f->reader, rule_of("integer"), 7, record));
	assert_int_equal(record->integer, 7);
}

static void booleans(void **state)
{
	static const struct {
		const char *text;
		bool value;
	} cases[] = {{"true", true}, {"false", false}, {"TRUE", true}, {"False", false},
		{"1", true}, {"0", false}, {"yes", true}, {"no", false}, {" Yes ", true}};
	struct field_fixture *f = *state;
	struct field_fixture_record *record = f->record;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		record->boolean = !cases[i].value;
		assert_true(set(f, "boolean", text_from(cases[i].text)));
		assert_int_equal(record->boolean, cases[i].value);
	}
	assert_true(field_set_boolean(&f->reader, rule_of("boolean"), false, record));
	assert_false(record->boolean);
}

static void guids_times_and_names(void **state)
{
	struct field_fixture *f = *state;
	struct field_fixture_record *record = f->record;

	assert_true(set(f, "guid", TEXT("{AAAAAAAA-0000-1111-2222-BBBBBBBBBBBB}")));
	expect_text(guid_text(f->arena, record->guid), "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb");
	assert_true(set(f, "time", TEXT("2019-03-04T19:52:10.044Z")));
	assert_true(record->time_ms == 1551729130044);
	assert_true(set(f, "names", TEXT("red, BLUE ,Red")));
	assert_int_equal(record->names, 9);
	assert_int_equal(field_name_bit(rule_of("names"), TEXT("green")), 2);
	assert_int_equal(field_name_bit(rule_of("names"), TEXT("gree")), 0);
}

/* No refused value changes the record. */
static void refused_values(void **state)
{
	static const struct {
		const char *field;
		struct text value;
		const char *code, *message;
	} cases[] = {
		{"text", TEXT_INIT(""), "InvalidField",
			"text must be a text of 1 to 5 characters."},
		{"text", TEXT_INIT("123456"), "InvalidField",
			"text must be a text of 1 to 5 characters."},
		{"text", TEXT_INIT("ab\xff"), "NotUtf8",
			"text is not valid UTF-8 at byte 2; send the text as UTF-8."},
		{"text", TEXT_INIT("a\0b"), "ControlCharacter",
			"text has a control character at byte 1; only tab and line breaks are "
			"allowed."},
		{"line", TEXT_INIT("a\nb"), "InvalidField",
			"line must be a text of 0 to 4 characters without line breaks."},
		{"line", TEXT_INIT("a\rb"), "InvalidField",
			"line must be a text of 0 to 4 characters without line breaks."},
		{"integer", TEXT_INIT("101"), "InvalidField",
			"integer must be a whole number from -3 to 100."},
		{"integer", TEXT_INIT("-4"), "InvalidField",
			"integer must be a whole number from -3 to 100."},
		{"integer", TEXT_INIT("4.5"), "InvalidField",
			"integer must be a whole number from -3 to 100."},
		{"integer", TEXT_INIT("4."), "InvalidField",
			"integer must be a whole number from -3 to 100."},
		{"integer", TEXT_INIT(".0"), "InvalidField",
			"integer must be a whole number from -3 to 100."},
		{"integer", TEXT_INIT(""), "InvalidField",
			"integer must be a whole number from -3 to 100."},
		{"boolean", TEXT_INIT("on"), "InvalidField", "boolean must be true or false."},
		{"boolean", TEXT_INIT(""), "InvalidField", "boolean must be true or false."},
		{"guid", TEXT_INIT("x"), "InvalidField",
			"guid must be a GUID such as 8f7d2c61-3f5e-4b0a-9d1c-2e6a7b8c9d0e."},
		{"time", TEXT_INIT("yesterday"), "InvalidField",
			"time must be an ISO 8601 date and time such as 2020-05-01T10:00:00Z."},
		{"names", TEXT_INIT("red,pink"), "InvalidField",
			"names must be a list of any of: Red, Green, Blue."},
		{"names", TEXT_INIT(""), "InvalidField",
			"names must be a list of any of: Red, Green, Blue."},
		{"object", TEXT_INIT("{}"), "InvalidField",
			"object must be a JSON object of at most 20 bytes."},
	};
	static const struct field_fixture_record untouched;
	struct field_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fault_clear(&f->fault);
		assert_false(set(f, cases[i].field, cases[i].value));
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, cases[i].field, cases[i].code, cases[i].message);
		assert_memory_equal(f->record, &untouched, sizeof(untouched));
	}
}

static void mismatched_types(void **state)
{
	struct field_fixture *f = *state;
	struct field_fixture_record *record = f->record;

	assert_false(field_set_integer(&f->reader, rule_of("text"), 1, record));
	assert_false(field_set_integer(&f->reader, rule_of("integer"), 101, record));
	assert_false(field_set_integer(&f->reader, rule_of("boolean"), 1, record));
	assert_false(field_set_boolean(&f->reader, rule_of("integer"), true, record));
	assert_int_equal(f->fault.error_count, 4);
	assert_false(text_is_set(record->text));
	assert_int_equal(record->integer, 0);
}

static void a_field_may_be_given_once(void **state)
{
	struct field_fixture *f = *state;

	assert_true(field_claim(&f->reader, &field_fixture_table, 0));
	assert_true(field_claim(&f->reader, &field_fixture_table, 7));
	assert_int_equal(f->reader.given, 0x81);
	assert_false(field_claim(&f->reader, &field_fixture_table, 0));
	f->reader.cleared = 2;
	assert_false(field_claim(&f->reader, &field_fixture_table, 1));
	assert_int_equal(f->fault.error_count, 2);
	expect_error(&f->fault, 0, "text", "DuplicateField",
		"The field text is given more than once; give it once.");
	expect_error(&f->fault, 1, "line", "DuplicateField",
		"The field line is given more than once; give it once.");
}

static void required_fields(void **state)
{
	struct field_fixture *f = *state;

	field_require(&f->reader, &field_fixture_table);
	assert_int_equal(f->fault.error_count, 2);
	expect_error(&f->fault, 0, "text", "MissingField", "The field text is required.");
	expect_error(&f->fault, 1, "integer", "MissingField", "The field integer is required.");
	fault_clear(&f->fault);
	f->reader.given = 5;
	field_require(&f->reader, &field_fixture_table);
	assert_int_equal(f->fault.status, STATUS_OK);
}

/* A rule with a minimum accepts no empty list, in any form. */
static void at_least_one_name(void **state)
{
	static const struct field_rule some = {.name = "names",
		.kind = FIELD_NAMES,
		.offset = offsetof(struct field_fixture_record, names),
		.min = 1,
		.names = field_fixture_colours};
	struct field_fixture *f = *state;
	struct field_fixture_record *record = f->record;

	assert_true(field_set_names(&f->reader, &some, 3, record));
	assert_int_equal(record->names, 3);
	assert_true(field_set_text(&f->reader, &some, TEXT("blue"), record));
	assert_int_equal(record->names, 8);
	assert_false(field_set_names(&f->reader, &some, 0, record));
	assert_false(field_set_text(&f->reader, &some, TEXT(""), record));
	assert_int_equal(record->names, 8);
	assert_int_equal(f->fault.error_count, 2);
	for (size_t i = 0; i < 2; i++)
		expect_error(&f->fault, i, "names", "InvalidField",
			"names must be a list of one or more of: Red, Green, Blue.");
	fault_clear(&f->fault);
	assert_true(field_set_names(&f->reader, rule_of("names"), 0, record));
	assert_int_equal(record->names, 0);
	assert_int_equal(f->fault.status, STATUS_OK);
}

static void empty_values(void **state)
{
	static const struct field_rule rating_text = {
		.name = "text", .kind = FIELD_TEXT, .required = true, .max = 5};
	static const struct field_rule user = {
		.name = "user", .kind = FIELD_LINE, .empty_counts = true, .min = 1, .max = 5};
	static const struct field_rule server_set = {
		.name = "list", .kind = FIELD_TEXT, .required = true, .read_only = true};

	(void)state;
	for (size_t i = 0; i < field_fixture_table.count; i++) {
		assert_true(field_is_absent(&field_fixture_table.rules[i], TEXT("")));
		assert_false(field_is_absent(&field_fixture_table.rules[i], TEXT(" ")));
	}
	assert_true(field_is_absent(&server_set, TEXT("")));
	assert_false(field_is_absent(&rating_text, TEXT("")));
	assert_false(field_is_absent(&user, TEXT("")));
}

static void the_zero_guid(void **state)
{
	static const struct field_rule some = {.name = "guid",
		.kind = FIELD_GUID,
		.offset = offsetof(struct field_fixture_record, guid),
		.min = 1};
	static const struct text zeros = TEXT_INIT("{00000000-0000-0000-0000-000000000000}");
	struct field_fixture *f = *state;
	struct field_fixture_record *record = f->record;

	record->guid.bytes[0] = 7;
	assert_false(field_set_text(&f->reader, &some, zeros, record));
	assert_int_equal(record->guid.bytes[0], 7);
	assert_int_equal(f->fault.error_count, 1);
	assert_true(set(f, "guid", zeros));
	assert_true(guid_is_zero(record->guid));
	assert_true(field_set_text(
		&f->reader, &some, TEXT("00000000-0000-0000-0000-000000000001"), record));
	assert_int_equal(record->guid.bytes[15], 1);
}

static void read_only_fields(void **state)
{
	struct field_fixture *f = *state;

	f->reader.prefix = TEXT("apps[2].");
	field_refuse_read_only(&f->reader, rule_of("guid"));
	assert_int_equal(f->fault.error_count, 1);
	expect_error(&f->fault, 0, "apps[2].guid", "ReadOnlyField",
		"guid is read-only and does not match the stored value; leave it out.");
}

static void unknown_names(void **state)
{
	struct field_fixture *f = *state;
	struct text error;
	char name[300];

	for (size_t i = 0; i < sizeof(name); i++)
		name[i] = 'n';
	field_refuse_unknown(&f->reader, TEXT("colour"));
	field_refuse_unknown(&f->reader, TEXT("a\xff"));
	field_refuse_unknown(&f->reader, (struct text){name, sizeof(name)});
	expect_error(&f->fault, 0, "colour", "UnknownField",
		"Unknown field colour; remove it or correct its name.");
	expect_error(&f->fault, 1, "?", "UnknownField",
		"Unknown field ?; remove it or correct its name.");
	error = f->fault.errors[2].target;
	expect_bytes(error, ((struct text){name, 100}));
}

static void wording_for_queries_and_prefixes(void **state)
{
	struct field_fixture *f = *state;

	f->reader.source = FIELD_FROM_QUERY;
	f->reader.prefix = TEXT("apps[2].");
	assert_true(field_claim(&f->reader, &field_fixture_table, 0));
	assert_false(field_claim(&f->reader, &field_fixture_table, 0));
	assert_false(set(f, "boolean", TEXT("maybe")));
	field_refuse_unknown(&f->reader, TEXT("x"));
	f->reader.given = 1;
	field_require(&f->reader, &field_fixture_table);
	assert_int_equal(f->fault.error_count, 4);
	expect_error(&f->fault, 0, "apps[2].text", "DuplicateParameter",
		"The query parameter text is given more than once; give it once.");
	expect_error(&f->fault, 1, "apps[2].boolean", "InvalidParameter",
		"boolean must be true or false.");
	expect_error(&f->fault, 2, "apps[2].x", "UnknownParameter",
		"Unknown query parameter x; remove it or correct its name.");
	expect_error(&f->fault, 3, "apps[2].integer", "MissingParameter",
		"The query parameter integer is required.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finding),
		cmocka_unit_test_setup_teardown(texts, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(numbers, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(booleans, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(guids_times_and_names, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(refused_values, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(mismatched_types, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_field_may_be_given_once, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(required_fields, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(at_least_one_name, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(empty_values, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(the_zero_guid, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(read_only_fields, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(unknown_names, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			wording_for_queries_and_prefixes, start, field_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
