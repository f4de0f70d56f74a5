#include "db/pool.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/expect.h"
#include "support/scratch.h"

#define THREADS 8
#define FILE_BYTES_MAX (1024 * 1024)

struct fixture {
	struct scratch *scratch;
	struct fault *fault;
	struct db *writer;
	struct pool *pool;
};

static int start(void **state)
{
	struct scratch *scratch;
	struct fixture *f;
	struct db_options options = {.busy_timeout_ms = 5000};

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	f = arena_alloc(scratch->arena, sizeof(*f));
	options.path = scratch_path(scratch, "db");
	*f = (struct fixture){.scratch = scratch, .fault = &scratch->fault};
	assert_int_equal(db_open(&f->writer, &options, f->fault), STATUS_OK);
	f->pool = pool_new(&options);
	*state = f;
	return db_script(f->writer, TEXT("CREATE TABLE t (n); INSERT INTO t VALUES (7)"),
		       f->fault) == STATUS_OK
		? 0
		: -1;
}

static int end(void **state)
{
	struct fixture *f = *state;

	pool_free(f->pool);
	db_close(f->writer);
	*state = f->scratch;
	return scratch_end(state);
}

static int64_t read_number(struct db *db, struct fault *fault)
{
	struct db_cursor rows;
	int64_t number = -1;

	db_query(&rows, db, "SELECT n FROM t", DB_NO_ARGS);
	if (db_next(&rows))
		number = db_int(&rows, 0);
	return db_end(&rows, fault) == STATUS_OK ? number : -1;
}

static void connections_are_reused(void **state)
{
	struct fixture *f = *state;
	struct db *first = pool_acquire(f->pool, f->fault),
		  *second = pool_acquire(f->pool, f->fault);

	assert_non_null(first);
	assert_ptr_not_equal(first, second);
	assert_int_equal(read_number(first, f->fault), 7);
	assert_int_equal(read_number(second, f->fault), 7);
	pool_release(f->pool, first);
	assert_ptr_equal(pool_acquire(f->pool, f->fault), first);
	pool_release(f->pool, second);
	pool_release(f->pool, first);
	pool_release(f->pool, NULL);
	pool_free(NULL);
}

static void connections_are_read_only(void **state)
{
	struct fixture *f = *state;
	struct db *db = pool_acquire(f->pool, f->fault);

	assert_int_equal(
		db_exec(db, f->fault, "UPDATE t SET n = 8", DB_NO_ARGS), STATUS_UNAVAILABLE);
	assert_int_equal(db_exec(f->writer, f->fault, "UPDATE t SET n = 9", DB_NO_ARGS), STATUS_OK);
	assert_int_equal(read_number(db, f->fault), 9);
	pool_release(f->pool, db);
}

static void an_open_transaction_is_ended(void **state)
{
	struct fixture *f = *state;
	struct db *db = pool_acquire(f->pool, f->fault);

	assert_int_equal(db_begin(db, DB_READ, f->fault), STATUS_OK);
	assert_int_equal(read_number(db, f->fault), 7);
	pool_release(f->pool, db);
	assert_int_equal(db_exec(f->writer, f->fault, "UPDATE t SET n = 9", DB_NO_ARGS), STATUS_OK);
	db = pool_acquire(f->pool, f->fault);
	assert_int_equal(read_number(db, f->fault), 9);
	pool_release(f->pool, db);
}

/* More than the pool keeps idle. */
static void a_hundred_connections_at_once(void **state)
{
	struct fixture *f = *state;
	struct db *taken[100];

	for (int i = 0; i < 100; i++) {
		taken[i] = pool_acquire(f->pool, f->fault);
		assert_int_equal(read_number(taken[i], f->fault), 7);
	}
	for (int i = 0; i < 100; i++)
		pool_release(f->pool, taken[i]);
}

static void a_missing_folder_is_a_fault(void **state)
{
	struct fixture *f = *state;
	struct pool *pool =
		pool_new(&(struct db_options){.path = scratch_path(f->scratch, "none/db")});

	assert_null(pool_acquire(pool, f->fault));
	expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseNotOpen");
	pool_free(pool);
}

static void *take_and_read(void *context)
{
	struct pool *pool = context;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	intptr_t good = 0;

	for (int i = 0; i < 200; i++) {
		struct db *db = pool_acquire(pool, &fault);

		good += db != NULL && read_number(db, &fault) == 7;
		pool_release(pool, db);
	}
	arena_free(arena);
	return (void *)good;
}

static void threads_share_a_pool(void **state)
{
	struct fixture *f = *state;
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_and_read, f->pool), 0);
	for (int i = 0; i < THREADS; i++) {
		void *good;

		assert_int_equal(pthread_join(threads[i], &good), 0);
		assert_int_equal((intptr_t)good, 200);
	}
}

/* The number of connections is bounded. A request beyond the limit is refused at once, and succeeds
 * later. */
static void connections_are_limited(void **state)
{
	struct fixture *f = *state;
	struct db *lent[POOL_IN_USE_MAX];

	for (size_t i = 0; i < POOL_IN_USE_MAX; i++) {
		lent[i] = pool_acquire(f->pool, f->fault);
		assert_non_null(lent[i]);
	}
	assert_null(pool_acquire(f->pool, f->fault));
	assert_int_equal(f->fault->status, STATUS_UNAVAILABLE);
	fault_clear(f->fault);
	pool_release(f->pool, lent[7]);
	lent[7] = pool_acquire(f->pool, f->fault);
	assert_int_equal(read_number(lent[7], f->fault), 7);
	for (size_t i = 0; i < POOL_IN_USE_MAX; i++)
		pool_release(f->pool, lent[i]);
}

static struct text read_file(struct fixture *f, const char *name)
{
	struct text bytes =
		file_read(f->scratch->arena, scratch_path(f->scratch, name), FILE_BYTES_MAX, NULL);

	assert_true(bytes.length > 0);
	return bytes;
}

/* The last open connections are the pool's: one idle, one for versions, and one that is released
 * later. */
static void a_frozen_pool_keeps_the_wal(void **state)
{
	struct fixture *f = *state;
	struct text database = read_file(f, "db"), wal = read_file(f, "db-wal");
	struct db *first = pool_acquire(f->pool, f->fault),
		  *second = pool_acquire(f->pool, f->fault);
	struct db_version mark;

	assert_true(pool_read_version(f->pool, &mark));
	pool_release(f->pool, first);
	db_close(f->writer);
	f->writer = NULL;
	pool_freeze(f->pool);
	pool_release(f->pool, second);
	pool_free(f->pool);
	f->pool = NULL;
	expect_bytes(read_file(f, "db"), database);
	expect_bytes(read_file(f, "db-wal"), wal);
}

static void move(struct fixture *f, const char *from, const char *to)
{
	assert_int_equal(rename(scratch_path(f->scratch, from), scratch_path(f->scratch, to)), 0);
}

static void expect_moved(struct fixture *f)
{
	assert_null(pool_acquire(f->pool, f->fault));
	expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseMoved");
	fault_clear(f->fault);
	assert_null(pool_open(f->pool, 0, f->fault));
	expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseMoved");
	fault_clear(f->fault);
}

/* Committed changes are in the WAL, which stays, and are visible when the file is back. */
static void a_missing_file_is_not_created(void **state)
{
	struct fixture *f = *state;
	struct text wal = read_file(f, "db-wal");
	struct db *db;

	move(f, "db", "away");
	expect_moved(f);
	assert_int_not_equal(access(scratch_path(f->scratch, "db"), F_OK), 0);
	expect_bytes(read_file(f, "db-wal"), wal);
	move(f, "away", "db");
	db = pool_acquire(f->pool, f->fault);
	assert_int_equal(read_number(db, f->fault), 7);
	pool_release(f->pool, db);
}

/* The pool does not create a database either. */
static void a_pool_creates_no_database(void **state)
{
	struct fixture *f = *state;
	struct pool *pool =
		pool_new(&(struct db_options){.path = scratch_path(f->scratch, "other")});

	assert_null(pool_acquire(pool, f->fault));
	expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseNotOpen");
	assert_int_not_equal(access(scratch_path(f->scratch, "other"), F_OK), 0);
	pool_free(pool);
}

static void a_new_file_is_not_touched(void **state)
{
	struct fixture *f = *state;
	struct text wal = read_file(f, "db-wal"), other;
	struct db *db = NULL;

	assert_int_equal(
		db_open(&db, &(struct db_options){.path = scratch_path(f->scratch, "other")},
			f->fault),
		STATUS_OK);
	assert_int_equal(
		db_script(db, TEXT("CREATE TABLE t (n); INSERT INTO t VALUES (8)"), f->fault),
		STATUS_OK);
	db_close(db);
	other = read_file(f, "other");
	move(f, "other", "db");
	expect_moved(f);
	pool_free(f->pool);
	f->pool = NULL;
	db_close(f->writer);
	f->writer = NULL;
	expect_bytes(read_file(f, "db"), other);
	expect_bytes(read_file(f, "db-wal.moved"), wal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(connections_are_reused, start, end),
		cmocka_unit_test_setup_teardown(connections_are_read_only, start, end),
		cmocka_unit_test_setup_teardown(an_open_transaction_is_ended, start, end),
		cmocka_unit_test_setup_teardown(a_hundred_connections_at_once, start, end),
		cmocka_unit_test_setup_teardown(a_missing_folder_is_a_fault, start, end),
		cmocka_unit_test_setup_teardown(threads_share_a_pool, start, end),
		cmocka_unit_test_setup_teardown(connections_are_limited, start, end),
		cmocka_unit_test_setup_teardown(a_frozen_pool_keeps_the_wal, start, end),
		cmocka_unit_test_setup_teardown(a_missing_file_is_not_created, start, end),
		cmocka_unit_test_setup_teardown(a_pool_creates_no_database, start, end),
		cmocka_unit_test_setup_teardown(a_new_file_is_not_touched, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
