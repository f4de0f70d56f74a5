/* The write-ahead log shrinks again after a long reader has let it grow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "support/service_fixture.h"
#include "upkeep/wal_checkpoint.h"

static int64_t log_bytes(struct service_fixture *f)
{
	struct stat info;

	assert_int_equal(
		stat(arena_printf(f->arena, "%s-wal", f->config.database_path).data, &info), 0);
	return info.st_size;
}

static void run(struct db *db, struct fault *fault, const char *sql)
{
	assert_int_equal(db_script(db, text_from(sql), fault), STATUS_OK);
}

static void a_long_reader_is_told_of_and_what_it_left_is_cut(void **state)
{
	struct service_fixture *f = service_fixture_open();
	struct fault fault = fault_make(f->arena);
	struct db *reader = service_fixture_connect(f), *writer = service_fixture_connect(f);
	int64_t after;

	(void)state;
	run(writer, &fault, "CREATE TABLE junk (n INTEGER, bytes BLOB)");
	run(reader, &fault, "BEGIN; SELECT count(*) FROM junk");
	for (int i = 0; i < 35; i++)
		run(writer, &fault, "INSERT INTO junk VALUES (1, zeroblob(3000000))");
	assert_true(log_bytes(f) > WAL_CHECKPOINT_BYTES);
	wal_checkpoint_run(&f->service->runtime);
	assert_true(log_bytes(f) > WAL_CHECKPOINT_BYTES);
	assert_true(
		metrics_get(f->service->runtime.metrics, METRIC_WAL_BYTES) > WAL_CHECKPOINT_BYTES);
	run(reader, &fault, "COMMIT");
	wal_checkpoint_run(&f->service->runtime);
	assert_int_equal(log_bytes(f), 0);
	assert_int_equal(metrics_get(f->service->runtime.metrics, METRIC_WAL_BYTES), 0);
	/* Without the service's checkpoint, the next writes still shrink the log to SQLite's limit.
	 */
	run(reader, &fault, "BEGIN; SELECT count(*) FROM junk");
	for (int i = 0; i < 35; i++)
		run(writer, &fault,
			"UPDATE junk SET n = n + 1, bytes = zeroblob(3000001) "
			"WHERE rowid = 1; DELETE FROM junk WHERE rowid > 30; "
			"INSERT INTO junk VALUES (1, zeroblob(3000000))");
	after = log_bytes(f);
	assert_true(after > WAL_CHECKPOINT_BYTES);
	run(reader, &fault, "COMMIT; PRAGMA wal_checkpoint(PASSIVE)");
	run(writer, &fault, "UPDATE junk SET n = 2 WHERE rowid = 1");
	assert_true(log_bytes(f) < WAL_CHECKPOINT_BYTES);
	db_close(reader);
	db_close(writer);
	service_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_reader_is_told_of_and_what_it_left_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
