#include "db/column.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/db_fixture.h"
#include "support/expect.h"

enum size { SMALL, LARGE };

struct box {
	struct guid id, owner_id;
	struct {
		struct text label;
	} outside;
	enum size size;
	int64_t weight, opened_at_ms;
	bool is_open;
	uint32_t marks;
};

static const char *const sizes[] = {"small", "large"};

#define COLUMN_VALUE_SIZE(arena_, row_, member_) DB_TEXT(text_from(sizes[(row_)->member_]))
#define COLUMN_READ_SIZE(arena_, rows_, place_)                                                    \
	(enum size) COLUMN_READ_NAME(rows_, place_, sizes, LARGE)

/* clang-format off */
#define BOX_COLUMNS(KEY, FIRST, NEXT) \
	KEY(id, GUID, id) \
	FIRST(owner_id, GUID_OR_NULL, owner_id) \
	NEXT(label, TEXT, outside.label, "a further part") \
	NEXT(size, SIZE, size) \
	NEXT(weight, INT, weight) \
	NEXT(opened_at_ms, TIME_OR_NULL, opened_at_ms) \
	NEXT(is_open, BOOL, is_open) \
	NEXT(marks, BITS, marks)

#define INSERT \
	"INSERT INTO box (" COLUMN_NAMES(BOX_COLUMNS) ") " \
	"VALUES (" COLUMN_PARAMETERS(BOX_COLUMNS) ")"
#define UPDATE \
	"UPDATE box SET (" COLUMN_NAMES_BUT_KEY(BOX_COLUMNS) ") " \
	"= (" COLUMN_PARAMETERS_BUT_KEY(BOX_COLUMNS) ") WHERE id = $1"
#define UPSERT INSERT " ON CONFLICT (id) DO UPDATE SET " COLUMN_EXCLUDED(BOX_COLUMNS)
/* clang-format on */

enum { COLUMN_INDEXES(BOX_COLUMNS) BOX_COLUMN_COUNT };

static int start(void **state)
{
	return db_fixture_start_with(state,
		TEXT("CREATE TABLE box (id TEXT PRIMARY KEY, marks INTEGER, owner_id TEXT, "
		     "size TEXT, weight INTEGER, opened_at_ms INTEGER, is_open INTEGER, "
		     "label TEXT);"));
}

static struct box full_box(void)
{
	return (struct box){.id = {{1}},
		.owner_id = {{2}},
		.outside = {TEXT("a label")},
		.size = LARGE,
		.weight = -3,
		.opened_at_ms = 4,
		.is_open = true,
		.marks = 0x80000005};
}

enum way { BY_INSERT, BY_UPDATE, BY_UPSERT };

static void store(struct db_fixture *f, enum way way, const struct box *row)
{
	struct arena *arena = f->fault->arena;

	if (way == BY_INSERT)
		db_exec(f->db, f->fault, INSERT, DB_ARGS(COLUMN_VALUES(BOX_COLUMNS)));
	else if (way == BY_UPDATE)
		db_exec(f->db, f->fault, UPDATE, DB_ARGS(COLUMN_VALUES(BOX_COLUMNS)));
	else
		db_exec(f->db, f->fault, UPSERT, DB_ARGS(COLUMN_VALUES(BOX_COLUMNS)));
	assert_int_equal(f->fault->status, STATUS_OK);
	assert_int_equal(db_changes(f->db), 1);
}

static void expect_stored(struct db_fixture *f, const struct box *wanted)
{
	struct arena *arena = f->fault->arena;
	struct db_cursor cursor, *rows = &cursor;
	struct box box;

	db_query(rows, f->db, "SELECT " COLUMN_NAMES(BOX_COLUMNS) " FROM box", DB_NO_ARGS);
	assert_true(db_next(rows));
	box = (struct box){COLUMN_MEMBERS(BOX_COLUMNS)};
	assert_false(db_next(rows));
	assert_int_equal(db_end(rows, f->fault), STATUS_OK);
	assert_true(guid_equal(box.id, wanted->id));
	assert_true(guid_equal(box.owner_id, wanted->owner_id));
	expect_bytes(box.outside.label, wanted->outside.label);
	assert_int_equal(box.size, wanted->size);
	assert_true(box.weight == wanted->weight);
	assert_true(box.opened_at_ms == wanted->opened_at_ms);
	assert_int_equal(box.is_open, wanted->is_open);
	assert_int_equal(box.marks, wanted->marks);
}

static void names_and_parameters(void **state)
{
	(void)state;
	assert_string_equal(COLUMN_NAMES(BOX_COLUMNS),
		"id, owner_id, label, size, weight, opened_at_ms, is_open, marks");
	assert_string_equal(COLUMN_NAMES_BUT_KEY(BOX_COLUMNS),
		"owner_id, label, size, weight, opened_at_ms, is_open, marks");
	assert_string_equal(COLUMN_PARAMETERS(BOX_COLUMNS), "$1, $2, $3, $4, $5, $6, $7, $8");
	assert_string_equal(COLUMN_PARAMETERS_BUT_KEY(BOX_COLUMNS), "$2, $3, $4, $5, $6, $7, $8");
	assert_int_equal(COLUMN_marks + 1, BOX_COLUMN_COUNT);
}

static void a_record_round_trips(void **state)
{
	struct box box = full_box();

	store(*state, BY_INSERT, &box);
	expect_stored(*state, &box);
}

static void zeros_are_stored_as_null(void **state)
{
	struct db_fixture *f = *state;
	struct box box = {.id = {{1}}, .outside = {TEXT_NONE}};
	int64_t count = 0;
	struct db_cursor rows;

	store(f, BY_INSERT, &box);
	expect_stored(f, &box);
	db_query(&rows, f->db,
		"SELECT count(*) FROM box WHERE owner_id IS NULL AND label IS NULL "
		"AND opened_at_ms IS NULL AND weight = 0",
		DB_NO_ARGS);
	assert_int_equal(column_end_int(&rows, &count, f->fault), STATUS_OK);
	assert_int_equal(count, 1);
}

static void an_update_and_an_upsert_set_all_columns(void **state)
{
	struct box box = {.id = {{1}}, .outside = {TEXT_NONE}}, full = full_box();

	store(*state, BY_INSERT, &box);
	for (enum way way = BY_UPDATE; way <= BY_UPSERT; way++) {
		store(*state, way, &full);
		expect_stored(*state, &full);
		store(*state, way, &box);
		expect_stored(*state, &box);
	}
}

static void invalid_values(void **state)
{
	struct db_fixture *f = *state;
	struct db_cursor rows;
	int64_t value = 7;

	db_query(&rows, f->db, "SELECT 'no guid', NULL, NULL, 'huge'", DB_NO_ARGS);
	assert_true(db_next(&rows));
	assert_true(guid_is_zero(column_guid(&rows, COLUMN_id)));
	assert_true(guid_is_zero(column_guid(&rows, COLUMN_owner_id)));
	assert_false(text_is_set(column_text(NULL, &rows, COLUMN_label)));
	assert_int_equal(COLUMN_READ_NAME(&rows, COLUMN_size, sizes, LARGE), LARGE);
	assert_int_equal(COLUMN_READ_NAME(&rows, COLUMN_size, sizes, SMALL), SMALL);
	assert_int_equal(db_end(&rows, f->fault), STATUS_OK);

	db_query(&rows, f->db, "SELECT weight FROM box", DB_NO_ARGS);
	assert_int_equal(column_end_int(&rows, &value, f->fault), STATUS_OK);
	assert_int_equal(value, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_parameters),
		cmocka_unit_test_setup_teardown(a_record_round_trips, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(zeros_are_stored_as_null, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			an_update_and_an_upsert_set_all_columns, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(invalid_values, start, db_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
