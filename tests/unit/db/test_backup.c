#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "db/backup.h"
#include "support/backup_fixture.h"
#include "support/expect.h"
#include "support/wait.h"

#define NOW_MS BACKUP_FIXTURE_NOW_MS
#define STAMP ".replaced-20260101T000000Z"
#define ROWS 500
#define FILE_BYTES_MAX (16 * 1024 * 1024)

static void add_rows(struct backup_fixture *f, struct db *db, int count)
{
	assert_int_equal(db_begin(db, DB_WRITE, f->fault), STATUS_OK);
	for (int i = 0; i < count; i++)
		assert_int_equal(db_exec(db, f->fault,
					 "INSERT INTO line (words) VALUES (hex(randomblob(2000)))",
					 DB_NO_ARGS),
			STATUS_OK);
	assert_int_equal(db_commit(db, f->fault), STATUS_OK);
}

static int start(void **state)
{
	struct backup_fixture *f;

	if (backup_fixture_start(state) != 0)
		return -1;
	f = *state;
	assert_int_equal(
		db_script(f->db, TEXT("CREATE TABLE line (words TEXT)"), f->fault), STATUS_OK);
	add_rows(f, f->db, ROWS);
	return 0;
}

static int64_t count_rows(struct backup_fixture *f, struct db *db)
{
	struct db_cursor rows;
	int64_t count = -1;

	db_query(&rows, db, "SELECT count(*) FROM line", DB_NO_ARGS);
	if (db_next(&rows))
		count = db_int(&rows, 0);
	assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
	return count;
}

static int64_t count_rows_at(struct backup_fixture *f, const char *path)
{
	struct db *db = backup_fixture_connect(f, path);
	int64_t count = count_rows(f, db);

	db_close(db);
	return count;
}

static void spoil(const char *path, long offset)
{
	FILE *file = fopen(path, "r+be");

	assert_non_null(file);
	assert_int_equal(fseek(file, offset, SEEK_SET), 0);
	for (int i = 0; i < 4096; i++)
		fputc(0xa5, file);
	assert_int_equal(fclose(file), 0);
}

/* Includes changes that are only in the WAL, and leaves no other file next to the copy. */
static void a_copy_is_a_complete_single_file(void **state)
{
	struct backup_fixture *f = *state;

	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	assert_int_equal(backup_fixture_count(f, "copy"), 1);
	add_rows(f, f->db, 1);
	assert_int_equal(count_rows_at(f, f->copy), ROWS);
	assert_int_equal(count_rows(f, f->db), ROWS + 1);
}

static void a_copy_never_overwrites_a_file(void **state)
{
	struct backup_fixture *f = *state;

	scratch_write(f->scratch, "copy", TEXT("precious"));
	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_CONFLICT);
	expect_fault(f->fault, STATUS_CONFLICT, "FileExists");
	expect_text(file_read(f->scratch->arena, f->copy, 100, NULL), "precious");
	assert_int_equal(backup_fixture_count(f, "copy"), 1);
}

static void databases_that_cannot_be_copied(void **state)
{
	struct backup_fixture *f = *state;

	assert_int_equal(backup_write(scratch_path(f->scratch, "none"), f->copy, f->fault),
		STATUS_UNAVAILABLE);
	expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseNotOpen");
	fault_clear(f->fault);
	assert_int_equal(backup_write(f->path, scratch_path(f->scratch, "none/copy"), f->fault),
		STATUS_UNAVAILABLE);
	expect_fault(f->fault, STATUS_UNAVAILABLE, "UnusableFile");
	fault_clear(f->fault);
	backup_fixture_close_database(f);
	spoil(f->path, 100L * 4096);
	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_UNAVAILABLE);
	expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseDamaged");
	assert_int_equal(backup_fixture_count(f, "none") + backup_fixture_count(f, "copy"), 0);
}

static struct text read_all(struct backup_fixture *f, const char *name)
{
	struct text bytes =
		file_read(f->scratch->arena, scratch_path(f->scratch, name), FILE_BYTES_MAX, NULL);

	assert_true(bytes.length > 0);
	return bytes;
}

static void a_damaged_database_keeps_its_wal(void **state)
{
	struct backup_fixture *f = *state;
	struct text database, wal;

	assert_int_equal(
		db_exec(f->db, f->fault, "PRAGMA wal_checkpoint(TRUNCATE)", DB_NO_ARGS), STATUS_OK);
	add_rows(f, f->db, 1);
	db_freeze(f->db);
	backup_fixture_close_database(f);
	spoil(f->path, 100L * 4096);
	database = read_all(f, "db");
	wal = read_all(f, "db-wal");
	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_UNAVAILABLE);
	expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseDamaged");
	expect_bytes(read_all(f, "db"), database);
	expect_bytes(read_all(f, "db-wal"), wal);
}

static _Noreturn void write_until_killed(const char *path)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct db *db = NULL;

	if (db_open(&db, &(struct db_options){.path = path, .busy_timeout_ms = 5000}, &fault) !=
		STATUS_OK)
		_exit(1);
	while (db_exec(db, &fault, "INSERT INTO line (words) VALUES (hex(randomblob(2000)))",
		       DB_NO_ARGS) == STATUS_OK)
		usleep(200);
	_exit(2);
}

/* A process that writes continuously does not block a copy, and is not blocked by it. */
static void copies_are_made_while_a_process_writes(void **state)
{
	struct backup_fixture *f = *state;
	int64_t before;
	pid_t child;

	backup_fixture_close_database(f);
	child = fork();
	if (child == 0)
		write_until_killed(f->path);
	assert_true(child > 0);
	for (int i = 0; i < 5; i++) {
		const char *copy =
			scratch_path(f->scratch, arena_printf(f->scratch->arena, "copy%d", i).data);

		f->db = backup_fixture_connect(f, f->path);
		before = count_rows(f, f->db);
		backup_fixture_close_database(f);
		assert_int_equal(backup_write(f->path, copy, f->fault), STATUS_OK);
		assert_true(count_rows_at(f, copy) >= before);
	}
	assert_int_equal(kill(child, SIGKILL), 0);
	waitpid(child, NULL, 0);
	assert_true(count_rows_at(f, f->path) > ROWS);
}

static void a_copy_is_restored(void **state)
{
	struct backup_fixture *f = *state;
	struct text kept;

	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	add_rows(f, f->db, 7);
	backup_fixture_close_database(f);
	assert_int_equal(backup_restore(f->copy, f->path, NOW_MS, &kept, f->fault), STATUS_OK);
	expect_text(kept, scratch_path(f->scratch, "db" STAMP));
	assert_int_equal(backup_fixture_count(f, "db"), 2);
	assert_int_equal(count_rows_at(f, f->path), ROWS);
	assert_int_equal(count_rows_at(f, kept.data), ROWS + 7);
	assert_int_equal(count_rows_at(f, f->copy), ROWS);
}

static void a_copy_is_restored_without_a_previous_database(void **state)
{
	struct backup_fixture *f = *state;
	struct text kept;

	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	backup_fixture_close_database(f);
	assert_int_equal(unlink(f->path), 0);
	assert_int_equal(backup_restore(f->copy, f->path, NOW_MS, &kept, f->fault), STATUS_OK);
	assert_false(text_is_set(kept));
	assert_int_equal(count_rows_at(f, f->path), ROWS);
}

/* The child has the database open, even after its files were unlinked. */
static void a_database_in_use_is_not_replaced(void **state)
{
	struct backup_fixture *f = *state;
	struct text kept;
	int ends[2];
	char byte = 0;
	pid_t child;

	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	backup_fixture_close_database(f);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		f->db = backup_fixture_connect(f, f->path);
		_exit(write(ends[1], &byte, 1) == 1 ? pause() : 1);
	}
	assert_int_equal(read(ends[0], &byte, 1), 1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			backup_restore(f->copy, f->path, NOW_MS, &kept, f->fault), STATUS_CONFLICT);
		expect_fault(f->fault, STATUS_CONFLICT, "DatabaseInUse");
		expect_contains(
			f->fault->detail, arena_printf(f->scratch->arena, "(%d)", (int)child).data);
		fault_clear(f->fault);
		assert_int_equal(backup_fixture_count(f, "db" STAMP), 0);
		if (i == 0)
			assert_int_equal(unlink(f->path), 0);
	}
	assert_int_equal(kill(child, SIGKILL), 0);
	waitpid(child, NULL, 0);
	assert_int_equal(backup_restore(f->copy, f->path, NOW_MS, &kept, f->fault), STATUS_OK);
	assert_int_equal(count_rows_at(f, f->path), ROWS);
	close(ends[0]);
	close(ends[1]);
}

static bool has_log(void *context)
{
	return backup_fixture_count(context, "db-wal") > 0;
}

/* A damaged database is kept together with the WAL that a killed process left. */
static void a_damaged_database_is_replaced(void **state)
{
	struct backup_fixture *f = *state;
	struct text kept;
	pid_t child;

	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	backup_fixture_close_database(f);
	child = fork();
	if (child == 0)
		write_until_killed(f->path);
	assert_true(wait_until(has_log, f, WAIT_PATIENCE_MS));
	assert_int_equal(kill(child, SIGKILL), 0);
	waitpid(child, NULL, 0);
	spoil(f->path, 0);
	assert_int_equal(backup_restore(f->copy, f->path, NOW_MS, &kept, f->fault), STATUS_OK);
	assert_int_equal(backup_fixture_count(f, "db-"), 0);
	assert_int_equal(backup_fixture_count(f, "db" STAMP "-wal"), 1);
	assert_int_equal(count_rows_at(f, f->path), ROWS);
}

static void expect_refused(struct backup_fixture *f, const char *code)
{
	struct text kept;

	assert_int_not_equal(backup_restore(f->copy, f->path, NOW_MS, &kept, f->fault), STATUS_OK);
	assert_string_equal(f->fault->code, code);
	fault_clear(f->fault);
	assert_int_equal(backup_fixture_count(f, "db"), 1);
	assert_int_equal(count_rows_at(f, f->path), ROWS);
}

static void an_unusable_copy_is_not_restored(void **state)
{
	struct backup_fixture *f = *state;
	struct db *db;

	backup_fixture_close_database(f);
	expect_refused(f, "DatabaseNotOpen");
	scratch_write(f->scratch, "copy", scratch_noise(f->scratch, 1, 9999));
	expect_refused(f, "DatabaseDamaged");
	scratch_write(f->scratch, "copy", TEXT(""));
	expect_refused(f, "NotADatabase");
	assert_int_equal(unlink(f->copy), 0);
	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	spoil(f->copy, 100L * 4096);
	expect_refused(f, "DatabaseDamaged");
	assert_int_equal(unlink(f->copy), 0);
	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	db = backup_fixture_connect(f, f->copy);
	assert_int_equal(db_exec(db, f->fault,
				 "INSERT INTO schema_migration VALUES (9999, '9999_x.sql', '', 0)",
				 DB_NO_ARGS),
		STATUS_OK);
	db_close(db);
	expect_refused(f, "DatabaseNewer");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			copies_are_made_while_a_process_writes, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_database_in_use_is_not_replaced, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_damaged_database_is_replaced, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_copy_is_a_complete_single_file, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_copy_never_overwrites_a_file, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			databases_that_cannot_be_copied, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_damaged_database_keeps_its_wal, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(a_copy_is_restored, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_copy_is_restored_without_a_previous_database, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			an_unusable_copy_is_not_restored, start, backup_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
