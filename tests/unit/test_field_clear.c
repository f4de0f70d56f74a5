#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/field.h"
#include "support/expect.h"
#include "support/field_fixture.h"

struct record {
	struct text text, line, object;
	int64_t integer, time_ms;
	bool boolean;
	struct guid guid;
	uint32_t names;
};

static const struct field_name colours[] = {{"Red", 1}, {"Green", 2}, {"Blue", 8}, {NULL, 0}};

static const struct field_rule rules[] = {
	{.name = "text",
		.kind = FIELD_TEXT,
		.offset = offsetof(struct record, text),
		.min = 1,
		.max = 5,
		.required = true},
	{.name = "line", .kind = FIELD_LINE, .offset = offsetof(struct record, line), .max = 4},
	{.name = "integer",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct record, integer),
		.min = -3,
		.max = 100,
		.required = true},
	{.name = "boolean", .kind = FIELD_BOOLEAN, .offset = offsetof(struct record, boolean)},
	{.name = "guid", .kind = FIELD_GUID, .offset = offsetof(struct record, guid)},
	{.name = "time", .kind = FIELD_TIME, .offset = offsetof(struct record, time_ms)},
	{.name = "names",
		.kind = FIELD_NAMES,
		.offset = offsetof(struct record, names),
		.names = colours},
	{.name = "object",
		.kind = FIELD_OBJECT,
		.offset = offsetof(struct record, object),
		.max = 20},
};

static const struct field_table table = FIELD_TABLE(rules);

static int start(void **state)
{
	return field_fixture_start(state, sizeof(struct record));
}

static struct record full_record(int64_t number)
{
	struct record record = {.text = TEXT("text"),
		.line = TEXT("line"),
		.object = TEXT("{}"),
		.integer = number,
		.time_ms = number + 1,
		.boolean = number > 0,
		.names = (uint32_t)number};

	record.guid.bytes[15] = (uint8_t)number;
	return record;
}

/* In how many fields the two differ. */
static int differences(const struct record *a, const struct record *b)
{
	return !text_equal(a->text, b->text) + !text_equal(a->line, b->line) +
		!text_equal(a->object, b->object) + (a->integer != b->integer) +
		(a->time_ms != b->time_ms) + (a->boolean != b->boolean) +
		!guid_equal(a->guid, b->guid) + (a->names != b->names);
}

/* Each optional field in turn: it alone becomes the fresh record's. */
static void clearing_puts_the_defaults_back(void **state)
{
	struct record full = full_record(7), fresh = full_record(0);
	struct field_fixture *f = *state;
	struct record *record = f->record;

	fresh.text = fresh.line = fresh.object = TEXT_NONE;
	assert_int_equal(differences(&full, &fresh), table.count);
	for (size_t i = 0; i < table.count; i++) {
		if (rules[i].required)
			continue;
		*record = full;
		f->reader.cleared = UINT64_C(1) << i;
		field_clear(&f->reader, &table, record, &fresh);
		assert_int_equal(differences(record, &full), 1);
		assert_int_equal(differences(record, &fresh), table.count - 1);
	}
	assert_false(text_is_set(record->object));
	assert_int_equal(f->fault.status, STATUS_OK);
}

static void clearing_what_is_required_is_a_fault(void **state)
{
	static const struct field_rule set_by_server[] = {
		{.name = "line",
			.kind = FIELD_LINE,
			.offset = offsetof(struct record, line),
			.read_only = true},
		{.name = "integer",
			.kind = FIELD_INTEGER,
			.offset = offsetof(struct record, integer),
			.max = 9},
	};
	static const struct field_table other = FIELD_TABLE(set_by_server);
	struct record fresh = full_record(0), before = full_record(7);
	struct field_fixture *f = *state;
	struct record *record = f->record;

	*record = before;
	field_clear(&f->reader, &table, record, &fresh);
	f->reader.cleared = 5;
	field_clear(&f->reader, &table, record, &fresh);
	assert_int_equal(differences(record, &before), 0);
	assert_int_equal(f->fault.error_count, 2);
	expect_error(
		&f->fault, 0, "text", "InvalidField", "text must be a text of 1 to 5 characters.");
	expect_error(&f->fault, 1, "integer", "InvalidField",
		"integer must be a whole number from -3 to 100.");
	fault_clear(&f->fault);
	f->reader.cleared = 3;
	field_clear(&f->reader, &other, record, &fresh);
	before.integer = 0;
	assert_int_equal(differences(record, &before), 0);
	assert_int_equal(f->fault.status, STATUS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			clearing_puts_the_defaults_back, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			clearing_what_is_required_is_a_fault, start, field_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
