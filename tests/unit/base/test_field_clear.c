#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/field.h"
#include "support/expect.h"
#include "support/field_fixture.h"

static int start(void **state)
{
	return field_fixture_start(state, sizeof(struct field_fixture_record));
}

static struct field_fixture_record full_record(int64_t number)
{
	struct field_fixture_record record = {.text = TEXT("text"),
		.line = TEXT("line"),
		.object = TEXT("{}"),
		.integer = number,
		.time_ms = number + 1,
		.boolean = number > 0,
		.names = (uint32_t)number};

	record.guid.bytes[15] = (uint8_t)number;
	return record;
}

/* Returns the number of fields that differ. */
static int differences(const struct field_fixture_record *a, const struct field_fixture_record *b)
{
	return !text_equal(a->text, b->text) + !text_equal(a->line, b->line) +
		!text_equal(a->object, b->object) + (a->integer != b->integer) +
		(a->time_ms != b->time_ms) + (a->boolean != b->boolean) +
		!guid_equal(a->guid, b->guid) + (a->names != b->names);
}

/* Clears each optional field, one at a time. Only that field gets its default. */
static void clearing_restores_the_default(void **state)
{
	struct field_fixture_record full = full_record(7), fresh = full_record(0);
	struct field_fixture *f = *state;
	struct field_fixture_record *record = f->record;

	fresh.text = fresh.line = fresh.object = TEXT_NONE;
	assert_int_equal(differences(&full, &fresh), field_fixture_table.count);
	for (size_t i = 0; i < field_fixture_table.count; i++) {
		if (field_fixture_table.rules[i].required)
			continue;
		*record = full;
		f->reader.cleared = UINT64_C(1) << i;
		field_clear(&f->reader, &field_fixture_table, record, &fresh);
		assert_int_equal(differences(record, &full), 1);
		assert_int_equal(differences(record, &fresh), field_fixture_table.count - 1);
	}
	assert_false(text_is_set(record->object));
	assert_int_equal(f->fault.status, STATUS_OK);
}

static void clearing_a_required_field_is_an_error(void **state)
{
	static const struct field_rule set_by_server[] = {
		{.name = "line",
			.kind = FIELD_LINE,
			.offset = offsetof(struct field_fixture_record, line),
			.read_only = true},
		{.name = "integer",
			.kind = FIELD_INTEGER,
			.offset = offsetof(struct field_fixture_record, integer),
			.max = 9},
	};
	static const struct field_table other = FIELD_TABLE(set_by_server);
	struct field_fixture_record fresh = full_record(0), before = full_record(7);
	struct field_fixture *f = *state;
	struct field_fixture_record *record = f->record;

	*record = before;
	field_clear(&f->reader, &field_fixture_table, record, &fresh);
	f->reader.cleared = 5;
	field_clear(&f->reader, &field_fixture_table, record, &fresh);
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
			clearing_restores_the_default, start, field_fixture_end),
		cmocka_unit_test_setup_teardown(
			clearing_a_required_field_is_an_error, start, field_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
