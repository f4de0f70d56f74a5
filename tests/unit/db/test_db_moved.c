#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/expect.h"
#include "support/group_fixture.h"

static const char *beside(struct group_fixture *f, const char *suffix)
{
	return arena_printf(f->scratch->arena, "%s%s", f->options.path, suffix).data;
}

static bool is_there(struct group_fixture *f, const char *suffix)
{
	return access(beside(f, suffix), F_OK) == 0;
}

/* Creates a valid database with different content at FILE.other. */
static void make_other(struct group_fixture *f)
{
	struct db_options options = {.path = beside(f, ".other")};
	struct db *db = NULL;

	assert_int_equal(db_open(&db, &options, f->fault), STATUS_OK);
	assert_int_equal(db_script(db,
				 TEXT("CREATE TABLE t (n INTEGER PRIMARY KEY);"
				      "INSERT INTO t VALUES (1000), (1001), (1002)"),
				 f->fault),
		STATUS_OK);
	db_close(db);
}

static void rename_to(struct group_fixture *f, const char *from, const char *to)
{
	assert_int_equal(rename(beside(f, from), beside(f, to)), 0);
}

static int start(void **state)
{
	if (group_fixture_prepare(state) != 0)
		return -1;
	group_fixture_start(*state, NULL);
	assert_int_equal(group_fixture_insert_one(*state, 1, STATUS_OK), STATUS_OK);
	return 0;
}

static void an_unchanged_file_is_not_replaced(void **state)
{
	struct group_fixture *f = *state;
	struct db *memory = NULL;

	assert_false(db_is_replaced(f->reader));
	assert_int_equal(
		db_exec(f->reader, f->fault, "PRAGMA wal_checkpoint(TRUNCATE)", DB_NO_ARGS),
		STATUS_OK);
	assert_int_equal(db_exec(f->reader, f->fault, "VACUUM", DB_NO_ARGS), STATUS_OK);
	db_close(group_fixture_open(f));
	assert_false(db_is_replaced(f->reader));
	assert_int_equal(
		db_open(&memory, &(struct db_options){.path = ":memory:"}, f->fault), STATUS_OK);
	assert_false(db_is_replaced(memory));
	db_close(memory);
}

/* Each of the three files, renamed and deleted. */
static void each_missing_file_is_detected(void **state)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	struct group_fixture *f = *state;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		rename_to(f, suffixes[i], ".away");
		assert_true(db_is_replaced(f->reader));
		assert_int_equal(group_fixture_insert_one(f, 2, STATUS_OK), STATUS_UNAVAILABLE);
		expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseMoved");
		rename_to(f, ".away", suffixes[i]);
		assert_false(db_is_replaced(f->reader));
	}
	assert_int_equal(group_fixture_count(f->reader, f->fault), 1);
	assert_int_equal(unlink(f->options.path), 0);
	assert_true(db_is_replaced(f->reader));
}

static void a_changed_link_is_detected(void **state)
{
	struct group_fixture *f = *state;
	struct db_options options = {.path = beside(f, ".link")};
	struct db *db = NULL;

	make_other(f);
	assert_int_equal(symlink(f->options.path, options.path), 0);
	assert_int_equal(db_open(&db, &options, f->fault), STATUS_OK);
	assert_false(db_is_replaced(db));
	assert_int_equal(unlink(options.path), 0);
	assert_int_equal(symlink(beside(f, ".other"), options.path), 0);
	assert_true(db_is_replaced(db));
	/* The database file itself is not renamed, so its WAL must stay. */
	db_close(db);
	assert_true(is_there(f, "-wal"));
}

static const char *relocate_wal(struct group_fixture *f)
{
	return db_relocate_wal(f->reader, f->scratch->arena);
}

static void stop(struct group_fixture *f)
{
	group_stop(f->group);
	f->group = NULL;
	db_close(f->reader);
	f->reader = NULL;
}

/* Refused changes are in neither file, and the new file is intact. */
static void the_new_file_stays_intact(void **state)
{
	struct group_fixture *f = *state;
	struct db *db;

	make_other(f);
	rename_to(f, ".other", "");
	assert_int_equal(group_fixture_insert_one(f, 2, STATUS_OK), STATUS_UNAVAILABLE);
	assert_string_equal(relocate_wal(f), beside(f, "-wal.moved"));
	assert_true(is_there(f, "-wal.moved"));
	assert_true(is_there(f, "-shm.moved"));
	stop(f);
	db = group_fixture_open(f);
	assert_int_equal(group_fixture_count(db, f->fault), 3);
	assert_int_equal(
		db_exec(db, f->fault, "INSERT INTO t VALUES (1003)", DB_NO_ARGS), STATUS_OK);
	db_close(db);
}

/* A new file may appear only after the process has ended. The WAL that was set aside is still valid
 * for its own database. */
static void a_wal_is_set_aside_without_a_new_file(void **state)
{
	struct group_fixture *f = *state;
	struct db *db;

	make_other(f);
	rename_to(f, "", ".former");
	stop(f);
	assert_false(is_there(f, "-wal"));
	assert_false(is_there(f, "-shm"));
	rename_to(f, ".other", "");
	db = group_fixture_open(f);
	assert_int_equal(group_fixture_count(db, f->fault), 3);
	db_close(db);
	rename_to(f, ".former", "");
	rename_to(f, "-wal.moved", "-wal");
	db = group_fixture_open(f);
	assert_int_equal(group_fixture_count(db, f->fault), 1);
	db_close(db);
}

static void a_wal_is_renamed_back_with_its_file(void **state)
{
	struct group_fixture *f = *state;

	rename_to(f, "", ".former");
	assert_non_null(relocate_wal(f));
	assert_non_null(relocate_wal(f));
	rename_to(f, ".former", "");
	assert_null(relocate_wal(f));
	assert_false(db_is_replaced(f->reader));
	assert_int_equal(group_fixture_insert_one(f, 2, STATUS_OK), STATUS_OK);
	stop(f);
	assert_false(is_there(f, "-wal"));
	assert_false(is_there(f, "-wal.moved"));
	f->reader = group_fixture_open(f);
	assert_int_equal(group_fixture_count(f->reader, f->fault), 2);
}

/* Not every file system has birth times and extended attributes. */
static bool can_label(struct group_fixture *f)
{
	struct statx info;

	return statx(AT_FDCWD, f->options.path, 0, STATX_BTIME, &info) == 0 &&
		(info.stx_mask & STATX_BTIME) != 0 &&
		setxattr(f->options.path, "user.test", "", 0, 0) == 0;
}

static void move_and_stop(struct group_fixture *f)
{
	const struct timespec earlier[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

	if (!can_label(f))
		skip();
	/* File times come from a coarse clock. */
	assert_int_equal(utimensat(AT_FDCWD, f->options.path, earlier, 0), 0);
	rename_to(f, "", ".former");
	stop(f);
	assert_true(is_there(f, "-wal.moved"));
}

/* The WAL is restored even if the process was killed meanwhile. */
static void a_wal_is_restored_with_its_file(void **state)
{
	struct group_fixture *f = *state;

	move_and_stop(f);
	assert_false(db_restore_wal(f->options.path));
	make_other(f);
	rename_to(f, ".other", "");
	assert_false(db_restore_wal(f->options.path));
	rename_to(f, ".former", "");
	assert_true(db_restore_wal(f->options.path));
	assert_false(db_restore_wal(f->options.path));
	assert_false(is_there(f, "-wal.moved"));
	assert_false(is_there(f, "-shm.moved"));
	f->reader = group_fixture_open(f);
	assert_int_equal(group_fixture_count(f->reader, f->fault), 1);
}

static void a_wal_is_not_restored_after_a_write(void **state)
{
	struct group_fixture *f = *state;

	move_and_stop(f);
	rename_to(f, ".former", "");
	assert_int_equal(utimensat(AT_FDCWD, f->options.path, NULL, 0), 0);
	assert_false(db_restore_wal(f->options.path));
	assert_true(is_there(f, "-wal.moved"));
}

/* An earlier WAL has acknowledged changes too. */
static void a_wal_that_is_set_aside_is_not_overwritten(void **state)
{
	struct group_fixture *f = *state;

	scratch_write(f->scratch, "db-wal.moved", TEXT("earlier"));
	rename_to(f, "", ".former");
	assert_string_equal(relocate_wal(f), beside(f, "-wal.moved2"));
	expect_text(file_read(f->scratch->arena, beside(f, "-wal.moved"), 100, NULL), "earlier");
	rename_to(f, ".former", "");
	assert_null(relocate_wal(f));
	assert_false(db_is_replaced(f->reader));
}

static void the_wal_of_another_file_is_not_set_aside(void **state)
{
	struct group_fixture *f = *state;
	struct db *db;

	assert_null(relocate_wal(f));
	assert_true(is_there(f, "-wal"));
	rename_to(f, "", ".away");
	rename_to(f, "-wal", ".away-wal");
	rename_to(f, "-shm", ".away-shm");
	make_other(f);
	rename_to(f, ".other", "");
	db = group_fixture_open(f);
	assert_null(relocate_wal(f));
	assert_true(is_there(f, "-wal"));
	assert_false(is_there(f, "-wal.moved"));
	assert_false(db_is_replaced(db));
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_unchanged_file_is_not_replaced, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			each_missing_file_is_detected, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_changed_link_is_detected, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			the_new_file_stays_intact, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_wal_is_set_aside_without_a_new_file, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_wal_is_renamed_back_with_its_file, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_wal_is_restored_with_its_file, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_wal_is_not_restored_after_a_write, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_wal_that_is_set_aside_is_not_overwritten, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			the_wal_of_another_file_is_not_set_aside, start, group_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
