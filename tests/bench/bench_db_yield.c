/* Measures how long a thread that yields keeps a processor that another thread wants. Fails above
 * a bound. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include <cmocka.h>

#include "base/yield.h"
#include "support/db_fixture.h"
#include "support/expect.h"

/* The longest average time slice beside a rival of higher priority. The system ends a slice at its
 * tick at the latest, every 1 to 10 ms. */
#define SLICE_MAX_US 800
#define STEPS 10

#define STATEMENT                                                                                  \
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000) "       \
	"SELECT sum(i) FROM n"
#define FILL                                                                                       \
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) "         \
	"INSERT INTO page SELECT i, randomblob(3800) FROM n"

/* A thread that always wants the only processor. */
struct rival {
	pthread_t thread;
	atomic_bool wanted;
	cpu_set_t processors;
};

static void *compete(void *context)
{
	struct rival *rival = context;

	while (atomic_load(&rival->wanted)) {}
	return NULL;
}

static void begin(struct rival *rival)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	assert_int_equal(sched_getaffinity(0, sizeof(rival->processors), &rival->processors), 0);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	atomic_store(&rival->wanted, true);
	assert_int_equal(pthread_create(&rival->thread, NULL, compete, rival), 0);
}

static void end(struct rival *rival)
{
	atomic_store(&rival->wanted, false);
	pthread_join(rival->thread, NULL);
	assert_int_equal(sched_setaffinity(0, sizeof(rival->processors), &rival->processors), 0);
}

/* The work of a thread, and the average processor time of a slice. */
struct work {
	struct db_fixture *f;
	void (*act)(struct db_fixture *f);
	bool yields;
	int64_t slice_us;
};

static int64_t read_us(void)
{
	struct timespec used;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

static int64_t count_slices(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nivcsw;
}

static void *do_work(void *context)
{
	struct work *work = context;
	int64_t begun_us, slices;

	if (work->yields)
		yield_lower_priority(STEPS);
	begun_us = read_us();
	slices = count_slices();
	work->act(work->f);
	work->slice_us = (read_us() - begun_us) / (count_slices() - slices + 1);
	return NULL;
}

static int64_t measure_slice_us(
	struct db_fixture *f, void (*act)(struct db_fixture *f), bool yields)
{
	struct work work = {.f = f, .act = act, .yields = yields};
	struct rival rival;
	pthread_t thread;

	begin(&rival);
	assert_int_equal(pthread_create(&thread, NULL, do_work, &work), 0);
	pthread_join(thread, NULL);
	end(&rival);
	print_message("%lld us a slice\n", (long long)work.slice_us);
	return work.slice_us;
}

static void run_long_statement(struct db_fixture *f)
{
	assert_int_equal(db_exec(f->db, f->fault, STATEMENT, DB_NO_ARGS), STATUS_OK);
}

static void commit(struct db_fixture *f)
{
	assert_int_equal(db_commit(f->db, f->fault), STATUS_OK);
}

static void fill(struct db_fixture *f)
{
	assert_int_equal(db_script(f->db,
				 TEXT("PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=100000;"
				      "CREATE TABLE page (id INTEGER PRIMARY KEY, data BLOB)"),
				 f->fault),
		STATUS_OK);
	assert_int_equal(db_begin(f->db, DB_WRITE, f->fault), STATUS_OK);
	assert_int_equal(db_exec(f->db, f->fault, FILL, DB_NO_ARGS), STATUS_OK);
}

static void checkpoint(struct db_fixture *f)
{
	assert_int_equal(db_exec(f->db, f->fault, "PRAGMA wal_checkpoint", DB_NO_ARGS), STATUS_OK);
}

static void a_long_statement_yields(void **state)
{
	assert_in_range(measure_slice_us(*state, run_long_statement, true), 1, SLICE_MAX_US);
}

static void a_commit_and_a_checkpoint_yield(void **state)
{
	fill(*state);
	assert_in_range(measure_slice_us(*state, commit, true), 1, SLICE_MAX_US);
	assert_in_range(measure_slice_us(*state, checkpoint, true), 1, SLICE_MAX_US);
}

/* Event threads never yield. */
static void only_threads_of_lower_priority_yield(void **state)
{
	const int64_t without_yields = measure_slice_us(*state, run_long_statement, false);
	const int64_t with_yields = measure_slice_us(*state, run_long_statement, true);

	assert_true(without_yields > 2 * with_yields);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_long_statement_yields, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_commit_and_a_checkpoint_yield, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			only_threads_of_lower_priority_yield, db_fixture_start, db_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
