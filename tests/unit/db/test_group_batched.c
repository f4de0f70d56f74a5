#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/group_fixture.h"

/* Each job inserts a number and adds 1 to the accumulated count. The end of a commit stores 1000
 * plus the count. */
struct accumulated {
	size_t jobs, count;
};

/* Written by the writer thread; read when the jobs are done. */
static size_t begun, ended;

static void *begin(struct arena *arena, size_t jobs)
{
	struct accumulated *accumulated = arena_alloc(arena, sizeof(*accumulated));

	accumulated->jobs = jobs;
	begun++;
	return accumulated;
}

static enum status store(void *context, struct db *db, struct fault *fault)
{
	const struct accumulated *accumulated = context;

	ended++;
	assert_true(accumulated->count <= accumulated->jobs);
	return db_exec(db, fault, "INSERT INTO t VALUES (1000 + $1)",
		DB_ARGS(DB_INT((int64_t)accumulated->count)));
}

static const struct group_accumulator accumulator = {begin, store};

static int start(void **state)
{
	if (group_fixture_prepare(state) != 0)
		return -1;
	begun = ended = 0;
	group_fixture_start(*state, &accumulator);
	return 0;
}

static enum status insert_and_gather(struct group_job *job, struct db *db, struct fault *fault)
{
	enum status status;

	/* A job that runs again has its initial fault. */
	if (fault->error_count != 1)
		return fault_set(fault, STATUS_INTERNAL, "Changed", "Not as it was.");
	fault_add(fault, TEXT("second"), "Note", "Of this run.");
	status = group_fixture_insert(job, db, fault);
	if (status == STATUS_OK && job->accumulated != NULL)
		((struct accumulated *)job->accumulated)->count++;
	return status;
}

/* Fails before it writes. */
static enum status refuse(struct group_job *job, struct db *db, struct fault *fault)
{
	(void)job, (void)db;
	return fault_set(fault, STATUS_INVALID, "Refused", "Not wanted.");
}

static void make_light(struct group_fixture *f, struct group_insert *jobs, atomic_int *finished)
{
	group_fixture_make_jobs(f, jobs, finished);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		jobs[i].job.kind = GROUP_BATCHED;
		jobs[i].job.run = insert_and_gather;
		fault_add(jobs[i].job.fault, TEXT("first"), "Note", "Before the commit.");
	}
}

static void make_good(struct group_fixture *f, struct group_insert *jobs, atomic_int *finished)
{
	make_light(f, jobs, finished);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++)
		jobs[i].outcome = STATUS_OK;
}

static int64_t count_gathered(struct group_fixture *f)
{
	struct db_cursor rows;
	int64_t count = -1;

	db_query(&rows, f->reader, "SELECT n - 1000 FROM t WHERE n >= 1000", DB_NO_ARGS);
	if (db_next(&rows))
		count = db_int(&rows, 0);
	assert_false(db_next(&rows));
	assert_int_equal(db_end(&rows, f->fault), STATUS_OK);
	return count;
}

static void a_commit_accumulates_once(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	make_good(f, jobs, &finished);
	group_fixture_submit(f, jobs);
	assert_int_equal(begun, 1);
	assert_int_equal(ended, 1);
	assert_int_equal(count_gathered(f), GROUP_FIXTURE_JOBS);
	/* Every done() saw the whole commit. */
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		assert_int_equal(jobs[i].told, STATUS_OK);
		assert_int_equal(jobs[i].seen, GROUP_FIXTURE_JOBS + 1);
	}
}

static void a_failure_before_writing_affects_no_other_job(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	make_good(f, jobs, &finished);
	jobs[7].job.run = refuse;
	group_fixture_submit(f, jobs);
	assert_int_equal(ended, 1);
	assert_int_equal(count_gathered(f), GROUP_FIXTURE_JOBS - 1);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++)
		assert_int_equal(jobs[i].told, i == 7 ? STATUS_INVALID : STATUS_OK);
	expect_fault(jobs[7].job.fault, STATUS_INVALID, "Refused");
}

/* The others run again with a savepoint each, without accumulating. */
static void a_failure_after_writing_rolls_back_only_that_job(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	make_light(f, jobs, &finished);
	group_fixture_submit(f, jobs);
	assert_int_equal(begun, 1);
	assert_int_equal(ended, 0);
	assert_int_equal(count_gathered(f), -1);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		assert_int_equal(jobs[i].told, i % 3 == 0 ? STATUS_INVALID : STATUS_OK);
		assert_null(jobs[i].job.accumulated);
		assert_int_equal(jobs[i].seen, GROUP_FIXTURE_JOBS * 2 / 3);
	}
}

static void writing_the_accumulated_changes_may_fail(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	assert_int_equal(
		group_fixture_insert_one(f, 1000 + GROUP_FIXTURE_JOBS, STATUS_OK), STATUS_OK);
	make_good(f, jobs, &finished);
	group_fixture_submit(f, jobs);
	assert_int_equal(ended, 1);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++)
		assert_int_equal(jobs[i].told, STATUS_OK);
	assert_int_equal(group_fixture_count(f->reader, f->fault), GROUP_FIXTURE_JOBS + 1);
}

static void a_lost_transaction_fails_every_job(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	assert_int_equal(group_fixture_insert_one(f, 500, STATUS_OK), STATUS_OK);
	make_good(f, jobs, &finished);
	jobs[15].job.run = group_fixture_break;
	group_fixture_submit(f, jobs);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		assert_int_equal(jobs[i].told, i == 15 ? STATUS_CONFLICT : STATUS_UNAVAILABLE);
		if (i != 15)
			expect_fault(jobs[i].job.fault, STATUS_UNAVAILABLE, "WriteFailed");
	}
	assert_int_equal(group_fixture_count(f->reader, f->fault), 1);
}

static enum status break_when_alone(struct group_job *job, struct db *db, struct fault *fault)
{
	return job->accumulated != NULL ? insert_and_gather(job, db, fault)
					: group_fixture_break(job, db, fault);
}

/* The batch runs again because of the refused job, and fails before it reaches the last job. */
static void a_job_that_does_not_run_again_gets_the_fault(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	assert_int_equal(group_fixture_insert_one(f, 500, STATUS_OK), STATUS_OK);
	make_good(f, jobs, &finished);
	jobs[0].job.run = break_when_alone;
	jobs[15].outcome = STATUS_INVALID;
	group_fixture_submit(f, jobs);
	for (int i = 1; i < GROUP_FIXTURE_JOBS; i++) {
		assert_int_equal(jobs[i].told, STATUS_UNAVAILABLE);
		expect_fault(jobs[i].job.fault, STATUS_UNAVAILABLE, "WriteFailed");
	}
	assert_int_equal(group_fixture_count(f->reader, f->fault), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_commit_accumulates_once, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_failure_before_writing_affects_no_other_job, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_failure_after_writing_rolls_back_only_that_job, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			writing_the_accumulated_changes_may_fail, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_lost_transaction_fails_every_job, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_job_that_does_not_run_again_gets_the_fault, start, group_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
