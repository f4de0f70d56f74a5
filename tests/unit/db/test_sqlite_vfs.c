/*
 * Every file that a database is written to yields: the database and its write-ahead log.
 */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/db_fixture.h"

typedef int (*write_function)(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at);

/* What SQLite calls to write the file that `code` stands for. */
static write_function writer_of(sqlite3 *db, int code)
{
	sqlite3_file *file = NULL;

	assert_int_equal(sqlite3_file_control(db, "main", code, &file), SQLITE_OK);
	assert_non_null(file);
	assert_non_null(file->pMethods);
	return file->pMethods->xWrite;
}

static sqlite3 *open_with(const char *path, const char *vfs)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, vfs), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL),
		SQLITE_OK);
	return db;
}

static void writes_go_through_the_shim(void **state)
{
	static const int codes[] = {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER};
	struct db_fixture *f = *state;
	sqlite3 *shimmed, *plain;

	assert_int_equal(db_script(f->db, TEXT("CREATE TABLE t (n INT)"), f->fault), STATUS_OK);
	shimmed = open_with(f->options.path, NULL);
	plain = open_with(f->options.path, "unix");
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_true(writer_of(shimmed, codes[i]) != writer_of(plain, codes[i]));
	assert_true(writer_of(shimmed, codes[0]) == writer_of(shimmed, codes[1]));
	sqlite3_close(plain);
	sqlite3_close(shimmed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			writes_go_through_the_shim, db_fixture_start, db_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
