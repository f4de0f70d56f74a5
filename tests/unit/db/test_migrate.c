#include "db/migrate.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/embedded.h"
#include "base/hash.h"
#include "support/db_fixture.h"
#include "support/expect.h"

#define NOW_MS INT64_C(1700000000000)
#define FOLDER "migrations/sqlite/"

/* Returns the number of migrations in the program. */
static size_t count_files(void)
{
	size_t count, found = 0;
	const struct embedded_file *files = embedded_files(&count);

	for (size_t i = 0; i < count; i++)
		found += text_starts_with(text_from(files[i].name), TEXT(FOLDER));
	return found;
}

static size_t migrate(struct db_fixture *f)
{
	size_t applied = 99;

	fault_clear(f->fault);
	assert_int_equal(migrate_run(f->db, NOW_MS, &applied, f->fault), STATUS_OK);
	return applied;
}

static void change(struct db_fixture *f, const char *sql)
{
	fault_clear(f->fault);
	db_script(f->db, text_from(sql), f->fault);
	expect_text(f->fault->detail, NULL);
}

static void a_fresh_database_gets_every_migration(void **state)
{
	struct db_fixture *f = *state;

	assert_true(count_files() >= 2);
	assert_int_equal(migrate(f), count_files());
	change(f, "SELECT id FROM app_registration; SELECT review_id FROM review");
	assert_int_equal(migrate(f), 0);
	assert_false(db_in_transaction(f->db));
}

/* The name, time and SHA-256 of each file are recorded. */
static void applied_migrations_are_recorded(void **state)
{
	struct db_fixture *f = *state;
	struct db_cursor rows;
	int64_t version = 0;

	migrate(f);
	db_query(&rows, f->db,
		"SELECT version, name, checksum, applied_at_ms FROM schema_migration "
		"ORDER BY version",
		DB_NO_ARGS);
	while (db_next(&rows)) {
		const struct embedded_file *file = embedded_find(arena_printf(f->scratch->arena,
			FOLDER "%.*s", (int)db_text(&rows, 1).length, db_text(&rows, 1).data));
		struct hash hash;

		assert_non_null(file);
		hash = hash_sha256(file->content);
		expect_bytes(db_text(&rows, 2), hash_hex(f->scratch->arena, &hash));
		assert_int_equal(db_int(&rows, 0), ++version);
		assert_true(db_int(&rows, 3) == NOW_MS);
	}
	assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
	assert_int_equal(version, count_files());
}

static void missing_migrations_are_applied_later(void **state)
{
	struct db_fixture *f = *state;
	struct db_cursor rows;
	const struct embedded_file *first = embedded_find(TEXT(FOLDER "0001_registry.sql"));
	struct hash hash = hash_sha256(first->content);

	migrate(f);
	db_close(f->db);
	assert_int_equal(
		db_open(&f->db, &(struct db_options){.path = scratch_path(f->scratch, "db2")},
			f->fault),
		STATUS_OK);
	change(f,
		"CREATE TABLE schema_migration (version BIGINT NOT NULL PRIMARY KEY, "
		"name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)");
	assert_int_equal(db_script(f->db, first->content, f->fault), STATUS_OK);
	assert_int_equal(
		db_exec(f->db, f->fault,
			"INSERT INTO schema_migration VALUES (1, '0001_registry.sql', $1, 5)",
			DB_ARGS(DB_TEXT(hash_hex(f->scratch->arena, &hash)))),
		STATUS_OK);
	assert_int_equal(migrate(f), count_files() - 1);
	db_query(&rows, f->db, "SELECT applied_at_ms FROM schema_migration WHERE version = 1",
		DB_NO_ARGS);
	assert_true(db_next(&rows));
	assert_int_equal(db_int(&rows, 0), 5);
	assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
}

static void refused(struct db_fixture *f, const char *code, const char *detail)
{
	size_t applied = 99;

	assert_int_equal(migrate_run(f->db, NOW_MS, &applied, f->fault), STATUS_CONFLICT);
	assert_int_equal(applied, 0);
	expect_fault(f->fault, STATUS_CONFLICT, code);
	expect_text(f->fault->detail, detail);
	assert_false(db_in_transaction(f->db));
}

static void a_newer_database_is_refused(void **state)
{
	struct db_fixture *f = *state;

	migrate(f);
	change(f, "INSERT INTO schema_migration VALUES (9999, '9999_future.sql', 'x', 0)");
	refused(f, "DatabaseNewer",
		"The database has migration 9999_future.sql, which this program does not know; "
		"start a newer version of the program.");
}

static void a_different_history_is_refused(void **state)
{
	struct db_fixture *f = *state;

	migrate(f);
	change(f, "UPDATE schema_migration SET name = '0001_other.sql' WHERE version = 1");
	refused(f, "DatabaseNewer",
		"The database has migration 0001_other.sql, which this program does not know; "
		"start a newer version of the program.");
}

static void a_changed_migration_is_refused(void **state)
{
	struct db_fixture *f = *state;

	migrate(f);
	change(f,
		"UPDATE schema_migration SET checksum = replace(checksum, "
		"substr(checksum, 1, 1), 'x') WHERE version = 2");
	refused(f, "MigrationChanged",
		"Migration 0002_reviews.sql in the database differs from the one in this program; "
		"use the version of the program that wrote the database.");
}

/* A conflicting table rolls back the whole migration, and the previous one stays applied. */
static void a_failing_migration_is_rolled_back(void **state)
{
	struct db_fixture *f = *state;
	size_t applied = 99;

	change(f, "CREATE TABLE product_rating (mine)");
	assert_int_equal(migrate_run(f->db, NOW_MS, &applied, f->fault), STATUS_INTERNAL);
	expect_text(f->fault->detail, "Database error: table product_rating already exists.");
	assert_int_equal(applied, 1);
	assert_false(db_in_transaction(f->db));
	assert_int_equal(
		db_script(f->db, TEXT("SELECT review_id FROM review"), f->fault), STATUS_INTERNAL);
	change(f, "DROP TABLE product_rating");
	assert_int_equal(migrate(f), count_files() - 1);
	change(f, "SELECT review_id FROM review");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_fresh_database_gets_every_migration, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			applied_migrations_are_recorded, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			missing_migrations_are_applied_later, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_newer_database_is_refused, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_different_history_is_refused, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_changed_migration_is_refused, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_failing_migration_is_rolled_back, db_fixture_start, db_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
