#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/expect.h"
#include "support/group_fixture.h"

#define THREADS 8
#define JOBS_A_THREAD 100

static int start(void **state)
{
	if (group_fixture_prepare(state) != 0)
		return -1;
	group_fixture_start(*state, NULL);
	return 0;
}

static void outcomes(void **state)
{
	struct group_fixture *f = *state;

	assert_int_equal(group_fixture_insert_one(f, 1, STATUS_OK), STATUS_OK);
	assert_int_equal(group_fixture_count(f->reader, f->fault), 1);
	assert_int_equal(group_fixture_insert_one(f, 1, STATUS_OK), STATUS_CONFLICT);
	expect_fault(f->fault, STATUS_CONFLICT, "DatabaseError");
	assert_int_equal(group_fixture_insert_one(f, 2, STATUS_GONE), STATUS_GONE);
	expect_fault(f->fault, STATUS_GONE, "Refused");
	assert_int_equal(group_fixture_count(f->reader, f->fault), 1);
	group_stop(NULL);
}

static void only_the_failing_job_is_rolled_back(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	group_fixture_make_jobs(f, jobs, &finished);
	group_fixture_submit(f, jobs);
	/* They shared one commit: every done() saw all changes, including the first. */
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		assert_int_equal(jobs[i].told, i % 3 == 0 ? STATUS_INVALID : STATUS_OK);
		assert_int_equal(jobs[i].job.fault->status, jobs[i].told);
		assert_int_equal(jobs[i].seen, 20);
	}
}

/* Three exclusive jobs are queued before those that share a transaction. The second of the three
 * and every third of the others fail. */
static void kinds_alternate_and_are_rolled_back_separately(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	group_fixture_make_jobs(f, jobs, &finished);
	for (int i = 0; i < 3; i++) {
		jobs[i].job.kind = GROUP_EXCLUSIVE;
		jobs[i].outcome = i == 1 ? STATUS_GONE : STATUS_OK;
	}
	group_fixture_submit(f, jobs);
	assert_int_equal(jobs[0].place, 0);
	assert_int_equal(jobs[0].seen, 1);
	for (int i = 3; i < GROUP_FIXTURE_JOBS; i++) {
		assert_int_equal(jobs[i].place, i - 2);
		assert_int_equal(jobs[i].told, i % 3 == 0 ? STATUS_INVALID : STATUS_OK);
		assert_int_equal(jobs[i].seen, 19);
	}
	assert_int_equal(jobs[1].place, 28);
	assert_int_equal(jobs[1].told, STATUS_GONE);
	expect_fault(jobs[1].job.fault, STATUS_GONE, "Refused");
	assert_int_equal(jobs[1].seen, 19);
	assert_int_equal(jobs[2].place, 29);
	assert_int_equal(jobs[2].seen, 20);
}

struct submitter {
	struct group_fixture *fixture;
	int number;
	int good, refused;
};

/* All threads use the same value for every tenth number. */
static void *submit_many(void *context)
{
	struct submitter *submitter = context;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	for (int i = 0; i < JOBS_A_THREAD; i++) {
		struct group_insert insert = {.job = {.run = group_fixture_insert, .fault = &fault},
			.number = i % 10 == 0 ? i : 1000 * (submitter->number + 1) + i};
		enum status status = group_run(submitter->fixture->group, &insert.job);

		submitter->good += status == STATUS_OK;
		submitter->refused += status == STATUS_CONFLICT;
	}
	arena_free(arena);
	return NULL;
}

static void many_threads_submit(void **state)
{
	struct group_fixture *f = *state;
	struct submitter submitters[THREADS];
	pthread_t threads[THREADS];
	int good = 0, refused = 0;

	for (int i = 0; i < THREADS; i++) {
		submitters[i] = (struct submitter){.fixture = f, .number = i};
		assert_int_equal(pthread_create(&threads[i], NULL, submit_many, &submitters[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		good += submitters[i].good;
		refused += submitters[i].refused;
	}
	assert_int_equal(good, THREADS * JOBS_A_THREAD * 9 / 10 + JOBS_A_THREAD / 10);
	assert_int_equal(refused, (THREADS - 1) * JOBS_A_THREAD / 10);
	assert_int_equal(group_fixture_count(f->reader, f->fault), good);
}

static void stopping_runs_the_queued_jobs(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	group_fixture_make_jobs(f, jobs, &finished);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++)
		group_submit(f->group, &jobs[i].job);
	group_stop(f->group);
	f->group = NULL;
	assert_int_equal(atomic_load(&finished), 30);
	assert_int_equal(group_fixture_count(f->reader, f->fault), 20);
}

static void a_lost_transaction_fails_every_job(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	assert_int_equal(group_fixture_insert_one(f, 500, STATUS_OK), STATUS_OK);
	group_fixture_make_jobs(f, jobs, &finished);
	jobs[15].job.run = group_fixture_break;
	group_fixture_submit(f, jobs);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		enum status expected = i == 15 ? STATUS_CONFLICT
			: i % 3 == 0 && i < 15 ? STATUS_INVALID
					       : STATUS_UNAVAILABLE;

		assert_int_equal(jobs[i].told, expected);
		if (expected == STATUS_UNAVAILABLE)
			expect_fault(jobs[i].job.fault, STATUS_UNAVAILABLE, "WriteFailed");
	}
	assert_int_equal(group_fixture_count(f->reader, f->fault), 1);
	assert_int_equal(group_fixture_insert_one(f, 501, STATUS_OK), STATUS_OK);
}

/* The job releases its savepoint and fails, so the rollback fails too. */
static enum status insert_beyond_undo(struct group_job *job, struct db *db, struct fault *fault)
{
	enum status status = group_fixture_insert(job, db, fault);

	assert_int_not_equal(status, STATUS_OK);
	assert_int_equal(db_savepoint_release(db, fault), STATUS_OK);
	return status;
}

static void a_failed_rollback_fails_the_batch(void **state)
{
	struct group_fixture *f = *state;
	atomic_int finished = 0;
	struct group_insert jobs[GROUP_FIXTURE_JOBS];

	group_fixture_make_jobs(f, jobs, &finished);
	jobs[15].job.run = insert_beyond_undo;
	group_fixture_submit(f, jobs);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		enum status expected = i % 3 == 0 && i <= 15 ? STATUS_INVALID : STATUS_UNAVAILABLE;

		assert_int_equal(jobs[i].told, expected);
		if (expected == STATUS_UNAVAILABLE)
			expect_fault(jobs[i].job.fault, STATUS_UNAVAILABLE, "WriteFailed");
	}
	assert_int_equal(group_fixture_count(f->reader, f->fault), 0);
	assert_int_equal(group_fixture_insert_one(f, 501, STATUS_OK), STATUS_OK);
	assert_int_equal(group_fixture_count(f->reader, f->fault), 1);
}

/* Runs in the child. Writes the number of each insert to the pipe when its done() is called. */
static _Noreturn void insert_until_killed(struct group_fixture *f, int pipe_end)
{
	f->group = group_start(group_fixture_open(f), NULL);
	for (int32_t number = 1;; number++) {
		if (group_fixture_insert_one(f, number, STATUS_OK) != STATUS_OK ||
			!file_write_all(pipe_end, (struct text){(const char *)&number, 4}))
			_exit(1);
	}
}

/* Must run before this program starts a thread, because fork() does not copy threads. */
static void a_commit_survives_kill_9(void **state)
{
	struct group_fixture *f = *state;
	int ends[2], outcome;
	int32_t number = 0, last = 0;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		insert_until_killed(f, ends[1]);
	close(ends[1]);
	while (read(ends[0], &number, 4) == 4) {
		assert_int_equal(number, last + 1);
		last = number;
		if (number == 100)
			assert_int_equal(kill(child, SIGKILL), 0);
	}
	close(ends[0]);
	assert_int_equal(waitpid(child, &outcome, 0), child);
	assert_true(WIFSIGNALED(outcome));
	assert_int_equal(WTERMSIG(outcome), SIGKILL);
	assert_true(last >= 100);
	f->reader = group_fixture_open(f);
	/* One more insert may be stored whose number did not reach the pipe. */
	assert_in_range(group_fixture_count(f->reader, f->fault), last, last + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_commit_survives_kill_9, group_fixture_prepare, group_fixture_end),
		cmocka_unit_test_setup_teardown(outcomes, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			only_the_failing_job_is_rolled_back, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			kinds_alternate_and_are_rolled_back_separately, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(many_threads_submit, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			stopping_runs_the_queued_jobs, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_failed_rollback_fails_the_batch, start, group_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_lost_transaction_fails_every_job, start, group_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
