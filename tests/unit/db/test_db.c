#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/db_fixture.h"
#include "support/expect.h"

static int start(void **state)
{
	return db_fixture_start_with(state,
		TEXT("CREATE TABLE pair (id INTEGER PRIMARY KEY, name TEXT UNIQUE, n "
		     "INTEGER "
		     "CHECK (n < 100)); CREATE TABLE child (id INTEGER NOT NULL REFERENCES "
		     "pair);"));
}

static void insert(struct db_fixture *f, struct db *db, int64_t id, const char *name)
{
	assert_int_equal(db_exec(db, f->fault, "INSERT INTO pair (id, name) VALUES ($1, $2)",
				 DB_ARGS(DB_INT(id), DB_TEXT(text_from(name)))),
		STATUS_OK);
}

static int64_t count_rows(struct db_fixture *f, struct db *db)
{
	struct db_cursor rows;
	int64_t count = -1;

	db_query(&rows, db, "SELECT count(*) FROM pair", DB_NO_ARGS);
	assert_true(db_next(&rows));
	count = db_int(&rows, 0);
	assert_false(db_next(&rows));
	assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
	return count;
}

static void values_round_trip(void **state)
{
	struct db_fixture *f = *state;
	struct db_cursor rows;
	struct text bytes = TEXT("a\0\xc3\xa4'b");

	db_query(&rows, f->db, "SELECT $1, $2, $3, $4, $5, $6, $1",
		DB_ARGS(DB_INT(INT64_MIN), DB_TEXT(bytes), DB_TEXT(TEXT_NONE), DB_TEXT(TEXT("")),
			DB_INT_OR_NULL(true, 7), DB_INT_OR_NULL(false, 7)));
	assert_true(db_next(&rows));
	assert_true(db_int(&rows, 0) == INT64_MIN);
	expect_bytes(db_text(&rows, 1), bytes);
	assert_true(db_is_null(&rows, 2));
	expect_text(db_text(&rows, 2), NULL);
	assert_false(db_is_null(&rows, 3));
	expect_text(db_text(&rows, 3), "");
	assert_int_equal(db_int(&rows, 4), 7);
	assert_true(db_is_null(&rows, 5));
	assert_true(db_int(&rows, 6) == INT64_MIN);
	assert_false(db_next(&rows));
	assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
}

static void parameters_are_bound_by_name(void **state)
{
	struct db_fixture *f = *state;
	struct db_cursor rows;

	db_query(&rows, f->db, "SELECT $2, $10, $1, $3, $4, $5, $6, $7, $8, $9",
		DB_ARGS(DB_INT(1), DB_INT(2), DB_INT(3), DB_INT(4), DB_INT(5), DB_INT(6), DB_INT(7),
			DB_INT(8), DB_INT(9), DB_INT(10)));
	assert_true(db_next(&rows));
	assert_int_equal(db_int(&rows, 0), 2);
	assert_int_equal(db_int(&rows, 1), 10);
	assert_int_equal(db_int(&rows, 2), 1);
	assert_int_equal(db_int(&rows, 9), 9);
	assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
}

static void rows_in_order(void **state)
{
	struct db_fixture *f = *state;
	struct db_cursor rows;

	insert(f, f->db, 2, "b");
	insert(f, f->db, 1, "a");
	insert(f, f->db, 3, NULL);
	db_query(&rows, f->db, "SELECT id, name FROM pair WHERE id < $1 ORDER BY id",
		DB_ARGS(DB_INT(3)));
	for (int64_t id = 1; id <= 2; id++) {
		assert_true(db_next(&rows));
		assert_int_equal(db_int(&rows, 0), id);
		expect_text(db_text(&rows, 1), id == 1 ? "a" : "b");
	}
	assert_false(db_next(&rows));
	assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
	assert_int_equal(db_exec(f->db, f->fault, "UPDATE pair SET n = 1 WHERE id > 1", DB_NO_ARGS),
		STATUS_OK);
	assert_int_equal(db_changes(f->db), 2);
}

/* One literal is run repeatedly and nested. Each run has its own rows and values. */
static void a_statement_runs_repeatedly_and_nested(void **state)
{
	struct db_fixture *f = *state;

	for (int64_t id = 1; id <= 3; id++)
		insert(f, f->db, id, NULL);
	for (int run = 0; run < 3; run++) {
		int64_t products = 0;
		struct db_cursor cursors[3];
		static const struct db_value none[1] = {DB_INT(0)};
		const char *sql = "SELECT id FROM pair WHERE id > $1";

		for (db_query_literal(&cursors[0], f->db, sql, none, 1); db_next(&cursors[0]);) {
			for (db_query_literal(&cursors[1], f->db, sql, none, 1);
				db_next(&cursors[1]);)
				products += db_int(&cursors[0], 0) * db_int(&cursors[1], 0);
			assert_int_equal(db_end(&cursors[1], f->fault), STATUS_OK);
		}
		assert_int_equal(db_end(&cursors[0], f->fault), STATUS_OK);
		assert_int_equal(products, 36);
	}
}

static void an_unfinished_query_restarts(void **state)
{
	struct db_fixture *f = *state;

	insert(f, f->db, 1, NULL);
	insert(f, f->db, 2, NULL);
	for (int run = 0; run < 3; run++) {
		struct db_cursor rows;

		db_query(&rows, f->db, "SELECT id FROM pair ORDER BY id", DB_NO_ARGS);
		assert_true(db_next(&rows));
		assert_int_equal(db_int(&rows, 0), 1);
		assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
	}
}

static void violated_constraints(void **state)
{
	struct db_fixture *f = *state;

	insert(f, f->db, 1, "a");
	assert_int_equal(db_exec(f->db, f->fault, "INSERT INTO pair (id) VALUES (1)", DB_NO_ARGS),
		STATUS_CONFLICT);
	expect_fault(f->fault, STATUS_CONFLICT, "DatabaseError");
	expect_text(f->fault->detail, "Database error: UNIQUE constraint failed: pair.id.");
	assert_int_equal(
		db_exec(f->db, f->fault, "INSERT INTO pair (name) VALUES ('a')", DB_NO_ARGS),
		STATUS_CONFLICT);
	assert_int_equal(db_exec(f->db, f->fault, "INSERT INTO child VALUES (7)", DB_NO_ARGS),
		STATUS_CONFLICT);
	assert_int_equal(db_exec(f->db, f->fault, "INSERT INTO pair (n) VALUES (100)", DB_NO_ARGS),
		STATUS_INTERNAL);
	assert_int_equal(db_exec(f->db, f->fault, "INSERT INTO child VALUES (NULL)", DB_NO_ARGS),
		STATUS_INTERNAL);
	assert_int_equal(count_rows(f, f->db), 1);
}

static void invalid_sql(void **state)
{
	struct db_fixture *f = *state;
	struct db_cursor rows;

	db_query(&rows, f->db, "SELECT id FROM nowhere", DB_NO_ARGS);
	assert_false(db_next(&rows));
	assert_int_equal(db_end(&rows, f->fault), STATUS_INTERNAL);
	expect_text(f->fault->detail, "Database error: no such table: nowhere.");
	assert_int_equal(db_exec(f->db, f->fault, "SELEC", DB_NO_ARGS), STATUS_INTERNAL);
	assert_int_equal(
		db_exec(f->db, f->fault, "SELECT $1, $2", DB_ARGS(DB_INT(1))), STATUS_INTERNAL);
	assert_int_equal(db_exec(f->db, f->fault, "SELECT $1", DB_ARGS(DB_INT(1), DB_INT(2))),
		STATUS_INTERNAL);
	assert_int_equal(
		db_exec(f->db, f->fault, "SELECT $2", DB_ARGS(DB_INT(1))), STATUS_INTERNAL);
	assert_int_equal(db_script(f->db, TEXT("SELECT 1; nonsense"), f->fault), STATUS_INTERNAL);
	assert_int_equal(count_rows(f, f->db), 0);
}

static void a_reader_cannot_write(void **state)
{
	struct db_fixture *f = *state;
	struct db *reader = db_fixture_connect(f, true);

	insert(f, f->db, 1, "a");
	assert_int_equal(count_rows(f, reader), 1);
	assert_int_equal(
		db_exec(reader, f->fault, "DELETE FROM pair", DB_NO_ARGS), STATUS_UNAVAILABLE);
	expect_text(f->fault->detail, "Database error: attempt to write a readonly database.");
	assert_int_equal(count_rows(f, f->db), 1);
	db_close(reader);
}

static void transactions(void **state)
{
	struct db_fixture *f = *state;
	struct db *other = db_fixture_connect(f, false);

	assert_int_equal(db_begin(f->db, DB_WRITE, f->fault), STATUS_OK);
	assert_true(db_in_transaction(f->db));
	insert(f, f->db, 1, "a");
	assert_int_equal(count_rows(f, other), 0);
	assert_int_equal(db_begin(other, DB_WRITE, f->fault), STATUS_UNAVAILABLE);
	assert_false(db_in_transaction(other));
	assert_int_equal(db_commit(f->db, f->fault), STATUS_OK);
	assert_int_equal(count_rows(f, other), 1);
	assert_int_equal(db_begin(f->db, DB_WRITE, f->fault), STATUS_OK);
	insert(f, f->db, 2, "b");
	db_rollback(f->db);
	assert_false(db_in_transaction(f->db));
	db_rollback(f->db);
	assert_int_equal(count_rows(f, f->db), 1);
	db_close(other);
}

static void a_read_transaction_sees_one_snapshot(void **state)
{
	struct db_fixture *f = *state;
	struct db *reader = db_fixture_connect(f, true);

	assert_int_equal(db_begin(reader, DB_READ, f->fault), STATUS_OK);
	assert_int_equal(count_rows(f, reader), 0);
	insert(f, f->db, 1, "a");
	assert_int_equal(count_rows(f, reader), 0);
	assert_int_equal(db_commit(reader, f->fault), STATUS_OK);
	assert_int_equal(count_rows(f, reader), 1);
	db_close(reader);
}

static void savepoints(void **state)
{
	struct db_fixture *f = *state;

	assert_int_equal(db_begin(f->db, DB_WRITE, f->fault), STATUS_OK);
	assert_int_equal(db_savepoint(f->db, f->fault), STATUS_OK);
	insert(f, f->db, 1, "a");
	assert_int_equal(db_savepoint_release(f->db, f->fault), STATUS_OK);
	assert_int_equal(db_savepoint(f->db, f->fault), STATUS_OK);
	insert(f, f->db, 2, "b");
	assert_true(db_savepoint_rollback(f->db));
	assert_int_equal(db_savepoint_release(f->db, f->fault), STATUS_INTERNAL);
	assert_true(db_in_transaction(f->db));
	assert_int_equal(db_commit(f->db, f->fault), STATUS_OK);
	assert_int_equal(count_rows(f, f->db), 1);
}

/* ROLLBACK TO fails because its savepoint no longer exists. */
static void a_failed_undo_rolls_back_the_transaction(void **state)
{
	struct db_fixture *f = *state;

	assert_int_equal(db_begin(f->db, DB_WRITE, f->fault), STATUS_OK);
	assert_int_equal(db_savepoint(f->db, f->fault), STATUS_OK);
	insert(f, f->db, 1, "a");
	assert_int_equal(db_savepoint_release(f->db, f->fault), STATUS_OK);
	assert_false(db_savepoint_rollback(f->db));
	assert_false(db_in_transaction(f->db));
	assert_int_equal(count_rows(f, f->db), 0);
	assert_int_equal(db_begin(f->db, DB_WRITE, f->fault), STATUS_OK);
	insert(f, f->db, 1, "a");
	assert_int_equal(db_commit(f->db, f->fault), STATUS_OK);
	assert_int_equal(count_rows(f, f->db), 1);
}

static void databases_that_cannot_be_opened(void **state)
{
	struct db_fixture *f = *state;
	struct db *db = NULL;

	f->options.path = scratch_path(f->scratch, "none/db");
	assert_int_equal(db_open(&db, &f->options, f->fault), STATUS_UNAVAILABLE);
	expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseNotOpen");
	expect_text(f->fault->detail,
		arena_printf(f->scratch->arena,
			"Cannot open the database %s: No such file or directory.", f->options.path)
			.data);
	f->options.path = scratch_write(f->scratch, "text", scratch_noise(f->scratch, 1, 9999));
	assert_int_equal(db_open(&db, &f->options, f->fault), STATUS_INTERNAL);
	expect_contains(f->fault->detail, "file is not a database");
	assert_null(db);
	db_close(NULL);
}

/* More literals than a connection caches; all of them run. */
static void more_statements_than_are_cached(void **state)
{
	struct db_fixture *f = *state;
	static char literals[600][32];

	for (int i = 0; i < 600; i++)
		snprintf(literals[i], sizeof(literals[i]), "SELECT $1 + %d", i);
	for (int run = 0; run < 2; run++) {
		for (int i = 0; i < 600; i++) {
			struct db_cursor rows;

			db_query_literal(&rows, f->db, literals[i], DB_ARGS(DB_INT(1000)));
			assert_true(db_next(&rows));
			assert_int_equal(db_int(&rows, 0), 1000 + i);
			assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_round_trip, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			parameters_are_bound_by_name, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(rows_in_order, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_statement_runs_repeatedly_and_nested, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			an_unfinished_query_restarts, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(violated_constraints, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(invalid_sql, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(a_reader_cannot_write, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(transactions, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_read_transaction_sees_one_snapshot, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_failed_undo_rolls_back_the_transaction, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(savepoints, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			databases_that_cannot_be_opened, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			more_statements_than_are_cached, start, db_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
