/* How long a thread that gives way keeps a processor which another one wants; fails above a bound.
 */
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

/* What a turn may last on the average, beside a rival of a higher priority; less than a tick of the
 * system, 1 to 10 ms, with which it would end by itself. */
#define TURN_MAX_US 800
#define STEPS 10

#define STATEMENT                                                                                  \
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000) "       \
	"SELECT sum(i) FROM n"
#define FILL                                                                                       \
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) "         \
	"INSERT INTO page SELECT i, randomblob(3800) FROM n"

/* Somebody who always waits for the one processor that there is. */
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

/* What a thread does, and the processor's time that it took for it a turn. */
struct work {
	struct db_fixture *f;
	void (*act)(struct db_fixture *f);
	bool gives_way;
	int64_t turn_us;
};

static int64_t read_us(void)
{
	struct timespec used;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

static int64_t count_turns(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nivcsw;
}

static void *do_work(void *context)
{
	struct work *work = context;
	int64_t begun_us, turns;

	if (work->gives_way)
		yield_lower_priority(STEPS);
	begun_us = read_us();
	turns = count_turns();
	work->act(work->f);
	work->turn_us = (read_us() - begun_us) / (count_turns() - turns + 1);
	return NULL;
}

static int64_t measure_turn_us(
	struct db_fixture *f, void (*act)(struct db_fixture *f), bool gives_way)
{
	struct work work = {.f = f, .act = act, .gives_way = gives_way};
	struct rival rival;
	pthread_t thread;

	begin(&rival);
	assert_int_equal(pthread_create(&thread, NULL, do_work, &work), 0);
	pthread_join(thread, NULL);
	end(&rival);
	print_message("%lld us a turn\n", (long long)work.turn_us);
	return work.turn_us;
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

static void a_long_statement_offers_turns(void **state)
{
	assert_in_range(measure_turn_us(*state, run_long_statement, true), 1, TURN_MAX_US);
}

static void a_commit_and_what_follows_offer_turns(void **state)
{
	fill(*state);
	assert_in_range(measure_turn_us(*state, commit, true), 1, TURN_MAX_US);
	assert_in_range(measure_turn_us(*state, checkpoint, true), 1, TURN_MAX_US);
}

/* An event thread reads at once. */
static void who_does_not_give_way_offers_none(void **state)
{
	const int64_t keeping = measure_turn_us(*state, run_long_statement, false);
	const int64_t giving = measure_turn_us(*state, run_long_statement, true);

	assert_true(keeping > 2 * giving);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_long_statement_offers_turns, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_commit_and_what_follows_offer_turns, db_fixture_start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			who_does_not_give_way_offers_none, db_fixture_start, db_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
