#include "db/migrate.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "db/sqlite_error.h"
#include "support/expect.h"
#include "support/scratch.h"

#define NOW_MS INT64_C(1700000000000)
#define FILE_BYTES_MAX (16 * 1024 * 1024)

static const char *path_of(struct scratch *s)
{
	return scratch_path(s, "db");
}

static struct db *open_db(struct scratch *s)
{
	struct db *db = NULL;

	assert_int_equal(
		db_open(&db, &(struct db_options){.path = path_of(s)}, &s->fault), STATUS_OK);
	return db;
}

static enum status look(struct scratch *s, bool *ret_is_new)
{
	fault_clear(&s->fault);
	return migrate_inspect(&(struct db_options){.path = path_of(s)}, ret_is_new, &s->fault);
}

static void expect_new(struct scratch *s, bool is_new)
{
	bool found = !is_new;

	assert_int_equal(look(s, &found), STATUS_OK);
	assert_int_equal(found, is_new);
}

static void make(struct scratch *s, const char *sql)
{
	struct db *db;

	unlink(path_of(s));
	db = open_db(s);
	assert_int_equal(db_script(db, text_from(sql), &s->fault), STATUS_OK);
	db_close(db);
}

static struct text read_db(struct scratch *s)
{
	return file_read(s->arena, path_of(s), FILE_BYTES_MAX, NULL);
}

static size_t count_files(struct scratch *s)
{
	glob_t found;
	size_t count;

	glob(scratch_path(s, "*"), 0, NULL, &found);
	count = found.gl_pathc;
	globfree(&found);
	return count;
}

static void a_missing_file_is_new(void **state)
{
	struct scratch *s = *state;

	expect_new(s, true);
	assert_int_equal(count_files(s), 0);
	scratch_write(s, "db", TEXT(""));
	expect_new(s, true);
	assert_int_equal(read_db(s).length, 0);
	assert_int_equal(count_files(s), 1);
	make(s, "PRAGMA user_version = 1");
	expect_new(s, true);
}

static void a_migrated_database_is_accepted(void **state)
{
	struct scratch *s = *state;
	struct db *db = open_db(s);
	size_t applied;

	assert_int_equal(migrate_run(db, NOW_MS, &applied, &s->fault), STATUS_OK);
	/* Most changes are still in the WAL. */
	expect_new(s, false);
	db_close(db);
	expect_new(s, false);
	assert_int_equal(count_files(s), 1);
	db = open_db(s);
	assert_int_equal(db_script(db, TEXT("PRAGMA journal_mode=DELETE"), &s->fault), STATUS_OK);
	db_close(db);
	expect_new(s, false);
	assert_int_equal(count_files(s), 1);
}

/* Not even the header, which contains the journal mode, changes. */
static void a_file_of_another_program_is_not_changed(void **state)
{
	static const char *const others[] = {
		"CREATE TABLE app_registration (n)",
		"CREATE TABLE schema_migration (version)",
		("CREATE TABLE schema_migration (version, name, checksum, applied_at_ms);"
		 "CREATE TABLE t (n)"),
		"CREATE TABLE t (n); PRAGMA journal_mode=DELETE",
		"CREATE VIEW v AS SELECT 1; PRAGMA journal_mode=DELETE",
	};
	struct scratch *s = *state;
	struct text before;
	bool is_new;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		make(s, others[i]);
		before = read_db(s);
		if (i == 1) {
			expect_new(s, true);
			continue;
		}
		assert_int_equal(look(s, &is_new), STATUS_INVALID);
		expect_fault(&s->fault, STATUS_INVALID, "NotADatabase");
		expect_bytes(read_db(s), before);
		assert_int_equal(count_files(s), 1);
	}
	scratch_write(s, "db", scratch_noise(s, 1, 9999));
	assert_int_not_equal(look(s, &is_new), STATUS_OK);
	expect_bytes(read_db(s), scratch_noise(s, 1, 9999));
}

/* The tables may be only in the WAL, and they stay there. */
static void a_wal_of_another_program_is_not_changed(void **state)
{
	struct scratch *s = *state;
	struct db *db = open_db(s);
	struct text before, log;
	bool is_new;

	assert_int_equal(db_script(db, TEXT("CREATE TABLE t (n)"), &s->fault), STATUS_OK);
	db_freeze(db);
	db_close(db);
	before = read_db(s);
	log = file_read(s->arena, scratch_path(s, "db-wal"), FILE_BYTES_MAX, NULL);
	assert_true(log.length > 0);
	assert_int_equal(look(s, &is_new), STATUS_INVALID);
	expect_bytes(read_db(s), before);
	expect_bytes(file_read(s->arena, scratch_path(s, "db-wal"), FILE_BYTES_MAX, NULL), log);
}

/* SQLite would delete the WAL. */
static void an_orphaned_wal_is_kept(void **state)
{
	struct scratch *s = *state;
	struct db *db = NULL;

	scratch_write(s, "db-wal", TEXT("precious"));
	assert_int_equal(db_open(&db, &(struct db_options){.path = path_of(s)}, &s->fault),
		STATUS_UNAVAILABLE);
	expect_fault(&s->fault, STATUS_UNAVAILABLE, "DatabaseNotOpen");
	expect_contains(s->fault.detail, scratch_path(s, "db-wal"));
	expect_text(file_read(s->arena, scratch_path(s, "db-wal"), 100, NULL), "precious");
	assert_int_equal(count_files(s), 1);
}

static void expect_reason(struct scratch *s, const char *path, const char *reason)
{
	struct db *db = NULL;

	fault_clear(&s->fault);
	assert_int_equal(
		db_open(&db, &(struct db_options){.path = path}, &s->fault), STATUS_UNAVAILABLE);
	expect_text(s->fault.detail,
		arena_printf(s->arena, "Cannot open the database %s: %s.", path, reason).data);
}

static void the_system_error_is_reported(void **state)
{
	struct scratch *s = *state;

	expect_reason(s, scratch_path(s, "none/db"), "No such file or directory");
	scratch_write(s, "file", TEXT("x"));
	expect_reason(s, scratch_path(s, "file/db"), "Not a directory");
	assert_string_equal(sqlite_error_text(NULL, SQLITE_FULL), "No space left on device");
}

static void a_folder_of_another_user_is_reported(void **state)
{
	struct scratch *s = *state;
	uid_t user = geteuid();

	assert_int_equal(chmod(s->folder, 0555), 0);
	if (user == 0)
		assert_int_equal(seteuid(65534), 0);
	expect_reason(s, path_of(s), "Permission denied");
	assert_int_equal(seteuid(user), 0);
	assert_int_equal(chmod(s->folder, 0700), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(a_missing_file_is_new),
		SCRATCH_TEST(a_migrated_database_is_accepted),
		SCRATCH_TEST(a_file_of_another_program_is_not_changed),
		SCRATCH_TEST(a_wal_of_another_program_is_not_changed),
		SCRATCH_TEST(an_orphaned_wal_is_kept),
		SCRATCH_TEST(a_folder_of_another_user_is_reported),
		SCRATCH_TEST(the_system_error_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
