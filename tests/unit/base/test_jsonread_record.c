#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "support/expect.h"
#include "support/field_fixture.h"

struct record {
	struct text name, extra;
	int64_t stars, time_ms;
	bool enabled;
	struct guid id;
	uint32_t rights;
};

static const struct field_name right_names[] = {{"Read", 1}, {"Write", 4}, {NULL, 0}};

static const struct field_rule rules[] = {
	{.name = "name",
		.kind = FIELD_LINE,
		.offset = offsetof(struct record, name),
		.min = 1,
		.max = 10,
		.required = true},
	{.name = "stars",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct record, stars),
		.min = 1,
		.max = 5,
		.required = true},
	{.name = "enabled", .kind = FIELD_BOOLEAN, .offset = offsetof(struct record, enabled)},
	{.name = "id",
		.kind = FIELD_GUID,
		.offset = offsetof(struct record, id),
		.read_only = true},
	{.name = "time", .kind = FIELD_TIME, .offset = offsetof(struct record, time_ms)},
	{.name = "rights",
		.kind = FIELD_NAMES,
		.offset = offsetof(struct record, rights),
		.names = right_names},
	{.name = "extra",
		.kind = FIELD_OBJECT,
		.offset = offsetof(struct record, extra),
		.max = 20},
};

static const struct field_table table = FIELD_TABLE(rules);

enum { NAME, STARS, ENABLED, ID, TIME, RIGHTS, EXTRA };

static int start(void **state)
{
	return field_fixture_start(state, sizeof(struct record));
}

static void read_json(struct field_fixture *f, const char *json)
{
	const struct jsonread_node *node = jsonread_parse(f->arena, text_from(json), NULL);

	assert_non_null(node);
	jsonread_record(&f->reader, &table, node, f->record);
}

static void a_good_record(void **state)
{
	struct field_fixture *f = *state;
	struct record *record = f->record;

	read_json(f,
		"{\"name\":\" n\",\"stars\":5,\"enabled\":true,\"time\":\"1970-01-02\","
		"\"rights\":[\"write\",\"Read\"],\"extra\":{ \"b\" : [ 1 ], \"a\":null}}");
	assert_int_equal(f->fault.status, STATUS_OK);
	expect_text(record->name, "n");
	assert_int_equal(record->stars, 5);
	assert_true(record->enabled);
	assert_int_equal(record->time_ms, 86400000);
	assert_int_equal(record->rights, 5);
	expect_text(record->extra, "{\"b\":[1],\"a\":null}");
	assert_int_equal(f->reader.given, 0x77);
	assert_int_equal(f->reader.cleared, 0);
}

static void numbers_in_every_form(void **state)
{
	static const struct {
		const char *json;
		int64_t stars; /* 0: refused */
	} cases[] = {
		{"{\"stars\":4}", 4},
		{"{\"stars\":4.0}", 4},
		{"{\"stars\":4e0}", 4},
		{"{\"stars\":\"4\"}", 4},
		{"{\"stars\":\"4.0\"}", 4},
		{"{\"stars\":4.5}", 0},
		{"{\"stars\":5.0000000001}", 0},
		{"{\"stars\":6}", 0},
		{"{\"stars\":0}", 0},
		{"{\"stars\":1e300}", 0},
		{"{\"stars\":-1e300}", 0},
		{"{\"stars\":9223372036854775807}", 0},
		{"{\"stars\":\"four\"}", 0},
		{"{\"stars\":true}", 0},
		{"{\"stars\":[4]}", 0},
		{"{\"stars\":{}}", 0},
	};
	struct field_fixture *f = *state;
	struct record *record = f->record;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		record->stars = 0;
		f->reader.given = 0;
		fault_clear(&f->fault);
		read_json(f, cases[i].json);
		assert_int_equal(record->stars, cases[i].stars);
		assert_int_equal(f->fault.error_count, cases[i].stars == 0);
	}
}

static void all_errors_are_reported(void **state)
{
	static const struct record untouched;
	struct field_fixture *f = *state;

	read_json(f,
		"{\"name\":\"a\\nb\",\"stars\":9,\"enabled\":1,\"time\":12,"
		"\"rights\":[\"Read\",7],\"extra\":{\"a\":\"0123456789012345\"},\"Name\":1}");
	field_require(&f->reader, &table);
	expect_fault(&f->fault, STATUS_INVALID, "InvalidRequest");
	assert_int_equal(f->fault.error_count, 7);
	expect_error(&f->fault, 0, "name", "InvalidField",
		"name must be a text of 1 to 10 characters without line breaks.");
	expect_error(
		&f->fault, 1, "stars", "InvalidField", "stars must be a whole number from 1 to 5.");
	expect_error(&f->fault, 2, "enabled", "InvalidField", "enabled must be true or false.");
	expect_error(&f->fault, 3, "time", "InvalidField",
		"time must be an ISO 8601 date and time such as 2020-05-01T10:00:00Z.");
	expect_error(&f->fault, 4, "rights", "InvalidField",
		"rights must be a list of any of: Read, Write.");
	expect_error(&f->fault, 5, "extra", "InvalidField",
		"extra must be a JSON object of at most 20 bytes.");
	expect_error(&f->fault, 6, "Name", "UnknownField",
		"Unknown field Name; remove it or correct its name.");
	assert_memory_equal(f->record, &untouched, sizeof(untouched));
}

static void null_clears(void **state)
{
	struct field_fixture *f = *state;
	struct record *record = f->record;

	record->stars = 3;
	read_json(f, "{\"name\":null,\"stars\":null,\"rights\":null,\"enabled\":false}");
	assert_int_equal(f->fault.status, STATUS_OK);
	assert_int_equal(f->reader.cleared, 1U << NAME | 1U << STARS | 1U << RIGHTS);
	assert_int_equal(f->reader.given, 1U << ENABLED);
	assert_int_equal(record->stars, 3);
	field_require(&f->reader, &table);
	assert_int_equal(f->fault.error_count, 2);
	expect_error(&f->fault, 0, "name", "MissingField", "The field name is required.");
	expect_error(&f->fault, 1, "stars", "MissingField", "The field stars is required.");
}

static void an_empty_text_is_no_value(void **state)
{
	struct field_fixture *f = *state;
	struct record *record = f->record;

	record->stars = 3;
	read_json(f,
		"{\"name\":\"\",\"stars\":\"\",\"enabled\":\"\",\"id\":\"\",\"time\":\"\","
		"\"rights\":\"\",\"extra\":\"\"}");
	assert_int_equal(f->fault.status, STATUS_OK);
	assert_int_equal(f->reader.given, 0);
	assert_int_equal(f->reader.cleared, 0);
	assert_int_equal(record->stars, 3);
	field_require(&f->reader, &table);
	assert_int_equal(f->fault.error_count, 2);
	expect_error(&f->fault, 0, "name", "MissingField", "The field name is required.");
	expect_error(&f->fault, 1, "stars", "MissingField", "The field stars is required.");
	assert_false(jsonread_is_given(jsonread_parse(f->arena, TEXT("\"\""), NULL)));
	assert_false(jsonread_is_given(jsonread_parse(f->arena, TEXT("null"), NULL)));
	assert_false(jsonread_is_given(NULL));
	assert_true(jsonread_is_given(jsonread_parse(f->arena, TEXT("\" \""), NULL)));
	assert_true(jsonread_is_given(jsonread_parse(f->arena, TEXT("[]"), NULL)));
}

static void read_only_fields_are_ignored(void **state)
{
	struct field_fixture *f = *state;
	struct record *record = f->record;

	read_json(f, "{\"id\":[\"no GUID\"],\"name\":\"n\",\"stars\":1}");
	assert_int_equal(f->fault.status, STATUS_OK);
	assert_true(guid_is_zero(record->id));
	read_json(f, "{\"extra\":{}}");
	expect_text(record->extra, "{}");
}

static const struct field_rule server_rules[] = {
	{.name = "name", .kind = FIELD_LINE, .offset = offsetof(struct record, name), .max = 10},
	{.name = "id", .kind = FIELD_TEXT, .read_only = true},
	{.name = "etag", .kind = FIELD_TEXT, .read_only = true},
	{.name = "tags", .kind = FIELD_TEXT, .read_only = true},
	{.name = "callCount", .kind = FIELD_TEXT, .read_only = true, .unchecked = true},
};

static const struct field_table server_fields = FIELD_TABLE(server_rules);

static void check_read_only(struct field_fixture *f, const char *json, const char *current)
{
	fault_clear(&f->fault);
	jsonread_check_read_only(&f->reader, &server_fields,
		jsonread_parse(f->arena, text_from(json), NULL),
		current == NULL ? NULL : jsonread_parse(f->arena, text_from(current), NULL));
}

#define CURRENT                                                                                    \
	"{\"id\":\"7\",\"etag\":\"a\",\"tags\":[1,{\"x\":2}],\"callCount\":4,\"name\":\"n\"}"

static void read_only_values_may_be_sent_back(void **state)
{
	static const char *const good[] = {"{}", CURRENT, "{\"id\":\"7\"}", "{\"id\":null}",
		"{\"id\":\"\"}", "{\"callCount\":99}", "{\"callCount\":[]}", "{\"name\":\"other\"}",
		"{\"other\":1}", "{\"tags\":[1,{\"x\":2}]}"};
	struct field_fixture *f = *state;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		check_read_only(f, good[i], CURRENT);
		assert_int_equal(f->fault.status, STATUS_OK);
	}
	check_read_only(f, "{\"id\":null,\"callCount\":1,\"name\":\"n\"}", NULL);
	assert_int_equal(f->fault.status, STATUS_OK);
}

static void changed_read_only_values_are_errors(void **state)
{
	static const struct {
		const char *json, *current, *target;
	} bad[] = {
		{"{\"id\":\"8\"}", CURRENT, "id"},
		{"{\"id\":7}", CURRENT, "id"},
		{"{\"etag\":false}", CURRENT, "etag"},
		{"{\"tags\":[1,{\"x\":3}]}", CURRENT, "tags"},
		{"{\"tags\":[1]}", CURRENT, "tags"},
		{"{\"id\":\"7\"}", NULL, "id"},
		{"{\"tags\":[]}", "{\"id\":\"7\"}", "tags"},
	};
	struct field_fixture *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		check_read_only(f, bad[i].json, bad[i].current);
		assert_int_equal(f->fault.error_count, 1);
		expect_text(f->fault.errors[0].target, bad[i].target);
		assert_string_equal(f->fault.errors[0].code, "ReadOnlyField");
	}
	check_read_only(f, "{\"tags\":1,\"etag\":2,\"id\":3}", CURRENT);
	assert_int_equal(f->fault.error_count, 3);
	expect_text(f->fault.errors[0].target, "id");
	expect_text(f->fault.errors[2].target, "tags");
}

static void case_may_be_ignored(void **state)
{
	struct field_fixture *f = *state;
	struct record *record = f->record;

	f->reader.ignore_case = true;
	read_json(f, "{\"NAME\":\"n\",\"Stars\":2,\"stars\":3,\"naMe\":null}");
	expect_text(record->name, "n");
	assert_int_equal(record->stars, 2);
	assert_int_equal(f->fault.error_count, 2);
	expect_error(&f->fault, 0, "stars", "DuplicateField",
		"The field stars is given more than once; give it once.");
	expect_error(&f->fault, 1, "name", "DuplicateField",
		"The field name is given more than once; give it once.");
}

static void unknown_fields_may_be_ignored(void **state)
{
	struct field_fixture *f = *state;
	struct record *record = f->record;

	f->reader.skip_unknown = true;
	read_json(f, "{\"other\":[1],\"stars\":2}");
	assert_int_equal(f->fault.status, STATUS_OK);
	assert_int_equal(record->stars, 2);
}

static void names_come_in_an_array(void **state)
{
	struct field_fixture *f = *state;
	struct record *record = f->record;

	read_json(f, "{\"rights\":[]}");
	assert_int_equal(f->fault.status, STATUS_OK);
	assert_int_equal(record->rights, 0);
	f->reader.given = 0;
	read_json(f, "{\"rights\":\"Read\",\"name\":[],\"extra\":\"{}\"}");
	assert_int_equal(f->fault.error_count, 3);
	assert_int_equal(record->rights, 0);
}

static void an_array_has_at_most_as_many_names_as_there_are(void **state)
{
	struct field_fixture *f = *state;
	struct record *record = f->record;

	read_json(f, "{\"rights\":[\"Read\",\"read\"]}");
	assert_int_equal(f->fault.status, STATUS_OK);
	assert_int_equal(record->rights, 1);
	f->reader.given = 0;
	read_json(f, "{\"rights\":[\"Read\",\"Write\",\"Read\"]}");
	assert_int_equal(f->fault.error_count, 1);
	assert_int_equal(record->rights, 1);
}

static void values_other_than_objects_have_no_fields(void **state)
{
	struct field_fixture *f = *state;

	read_json(f, "[{\"name\":\"n\"}]");
	jsonread_record(&f->reader, &table, NULL, f->record);
	assert_int_equal(f->fault.status, STATUS_OK);
	assert_int_equal(f->reader.given, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_array_has_at_most_as_many_names_as_there_are, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(a_good_record, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(numbers_in_every_form, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(all_errors_are_reported, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(null_clears, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			an_empty_text_is_no_value, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			read_only_fields_are_ignored, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			read_only_values_may_be_sent_back, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			changed_read_only_values_are_errors, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(case_may_be_ignored, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			unknown_fields_may_be_ignored, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(names_come_in_an_array, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			values_other_than_objects_have_no_fields, start, field_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
