#include "db/group.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/expect.h"
#include "support/scratch.h"

#define THREADS 8
#define JOBS_A_THREAD 100

struct fixture {
	struct scratch *scratch;
	struct fault *fault;
	struct db_options options;
	struct db *reader;
	struct group *group;
};

/* Inserts its number; a number that is there already makes it fail. */
struct insert {
	struct group_job job;
	int64_t number;
	enum status outcome; /* what run() says although the insert was good */
	struct fixture *fixture; /* for done() */
	enum status told;
	int64_t seen; /* rows that the reader sees in done() */
	int place; /* how many were told before */
	atomic_int *finished;
};

static int64_t count_rows(struct db *db, struct fault *fault)
{
	struct db_cursor rows;
	int64_t count = -1;

	db_query(&rows, db, "SELECT count(*) FROM t", DB_NO_ARGS);
	if (db_next(&rows))
		count = db_int(&rows, 0);
	return db_end(&rows, fault) == STATUS_OK ? count : -1;
}

static enum status run_insert(struct group_job *job, struct db *db, struct fault *fault)
{
	struct insert *insert = (struct insert *)job;
	enum status status =
		db_do(db, fault, "INSERT INTO t VALUES ($1)", DB_ARGS(DB_INT(insert->number)));

	if (status == STATUS_OK && insert->outcome != STATUS_OK)
		return fault_set(fault, insert->outcome, "Refused", "Not wanted.");
	return status;
}

static void note_done(struct group_job *job, enum status status)
{
	struct insert *insert = (struct insert *)job;

	insert->told = status;
	if (insert->fixture != NULL)
		insert->seen = count_rows(insert->fixture->reader, insert->fixture->fault);
	insert->place = atomic_fetch_add(insert->finished, 1);
}

static struct db *open_db(struct fixture *f)
{
	struct db *db = NULL;

	assert_int_equal(db_open(&db, &f->options, f->fault), STATUS_OK);
	return db;
}

static int prepare(void **state)
{
	struct scratch *scratch;
	struct fixture *f;
	struct db *db;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	f = arena_alloc(scratch->arena, sizeof(*f));
	*f = (struct fixture){.scratch = scratch,
		.fault = &scratch->fault,
		.options = {.path = scratch_path(scratch, "db"), .busy_timeout_ms = 5000}};
	db = open_db(f);
	assert_int_equal(
		db_script(db, TEXT("CREATE TABLE t (n INTEGER PRIMARY KEY)"), f->fault), STATUS_OK);
	db_close(db);
	*state = f;
	return 0;
}

static int start(void **state)
{
	struct fixture *f;

	if (prepare(state) != 0)
		return -1;
	f = *state;
	f->reader = open_db(f);
	f->group = group_start(open_db(f));
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	group_stop(f->group);
	db_close(f->reader);
	*state = f->scratch;
	return scratch_end(state);
}

static enum status insert_one(struct fixture *f, int64_t number, enum status outcome)
{
	struct insert insert = {.job = {.run = run_insert, .fault = f->fault},
		.number = number,
		.outcome = outcome};

	return group_run(f->group, &insert.job);
}

static void outcomes(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(insert_one(f, 1, STATUS_OK), STATUS_OK);
	assert_int_equal(count_rows(f->reader, f->fault), 1);
	assert_int_equal(insert_one(f, 1, STATUS_OK), STATUS_CONFLICT);
	expect_fault(f->fault, STATUS_CONFLICT, "DatabaseError");
	assert_int_equal(insert_one(f, 2, STATUS_GONE), STATUS_GONE);
	expect_fault(f->fault, STATUS_GONE, "Refused");
	assert_int_equal(count_rows(f->reader, f->fault), 1);
	group_stop(NULL);
}

/* Keeps the group's thread busy until the jobs behind it are queued. */
struct hold {
	struct insert insert;
	atomic_int running, go;
};

static enum status run_hold(struct group_job *job, struct db *db, struct fault *fault)
{
	struct hold *hold = (struct hold *)job;

	(void)db, (void)fault;
	atomic_store(&hold->running, 1);
	while (atomic_load(&hold->go) == 0)
		usleep(1000);
	return STATUS_OK;
}

/* Thirty jobs; those whose number divides by three fail, after they have written. */
static void make_jobs(struct fixture *f, struct insert *jobs, atomic_int *finished)
{
	for (int i = 0; i < 30; i++) {
		struct fault *fault = arena_alloc(f->scratch->arena, sizeof(*fault));

		*fault = fault_make(f->scratch->arena);
		jobs[i] = (struct insert){
			.job = {.run = run_insert, .done = note_done, .fault = fault},
			.number = i,
			.outcome = i % 3 == 0 ? STATUS_INVALID : STATUS_OK,
			.fixture = f,
			.finished = finished};
	}
}

/* Submits thirty jobs so that they come into one commit, and waits for them. */
static void submit_together(struct fixture *f, struct insert *jobs)
{
	atomic_int held = 0;
	struct fault fault = fault_make(f->scratch->arena);
	struct hold hold = {.insert = {.job = {.run = run_hold, .done = note_done, .fault = &fault},
				    .finished = &held}};

	group_submit(f->group, &hold.insert.job);
	while (atomic_load(&hold.running) == 0)
		usleep(1000);
	for (int i = 0; i < 30; i++)
		group_submit(f->group, &jobs[i].job);
	atomic_store(&hold.go, 1);
	while (atomic_load(&held) == 0 || atomic_load(jobs[0].finished) < 30)
		usleep(1000);
}

static void a_failing_job_is_undone_alone(void **state)
{
	struct fixture *f = *state;
	atomic_int finished = 0;
	struct insert jobs[30];

	make_jobs(f, jobs, &finished);
	submit_together(f, jobs);
	/* They were one commit: every done() saw all of it, the first one too. */
	for (int i = 0; i < 30; i++) {
		assert_int_equal(jobs[i].told, i % 3 == 0 ? STATUS_INVALID : STATUS_OK);
		assert_int_equal(jobs[i].job.fault->status, jobs[i].told);
		assert_int_equal(jobs[i].seen, 20);
	}
}

/* Three jobs with transactions of their own are queued before those that share one; the second of
 * them and each third of the others fail. */
static void kinds_take_turns_and_are_undone_apart(void **state)
{
	struct fixture *f = *state;
	atomic_int finished = 0;
	struct insert jobs[30];

	make_jobs(f, jobs, &finished);
	for (int i = 0; i < 3; i++) {
		jobs[i].job.kind = GROUP_ALONE;
		jobs[i].outcome = i == 1 ? STATUS_GONE : STATUS_OK;
	}
	submit_together(f, jobs);
	assert_int_equal(jobs[0].place, 0);
	assert_int_equal(jobs[0].seen, 1);
	for (int i = 3; i < 30; i++) {
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
	struct fixture *fixture;
	int number;
	int good, refused;
};

/* Every tenth number is the same for all threads. */
static void *submit_many(void *context)
{
	struct submitter *submitter = context;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	for (int i = 0; i < JOBS_A_THREAD; i++) {
		struct insert insert = {.job = {.run = run_insert, .fault = &fault},
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
	struct fixture *f = *state;
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
	assert_int_equal(count_rows(f->reader, f->fault), good);
}

static void stopping_finishes_what_is_queued(void **state)
{
	struct fixture *f = *state;
	atomic_int finished = 0;
	struct insert jobs[30];

	make_jobs(f, jobs, &finished);
	for (int i = 0; i < 30; i++)
		group_submit(f->group, &jobs[i].job);
	group_stop(f->group);
	f->group = NULL;
	assert_int_equal(atomic_load(&finished), 30);
	assert_int_equal(count_rows(f->reader, f->fault), 20);
}

/* Ends the whole transaction, as SQLite does by itself on a full disk. */
static enum status run_breaker(struct group_job *job, struct db *db, struct fault *fault)
{
	(void)job;
	return db_do(db, fault, "INSERT OR ROLLBACK INTO t VALUES (500)", DB_NO_ARGS);
}

static void a_lost_transaction_fails_every_job(void **state)
{
	struct fixture *f = *state;
	atomic_int finished = 0;
	struct insert jobs[30];

	assert_int_equal(insert_one(f, 500, STATUS_OK), STATUS_OK);
	make_jobs(f, jobs, &finished);
	jobs[15].job.run = run_breaker;
	submit_together(f, jobs);
	for (int i = 0; i < 30; i++) {
		enum status expected = i == 15 ? STATUS_CONFLICT
			: i % 3 == 0 && i < 15 ? STATUS_INVALID
					       : STATUS_UNAVAILABLE;

		assert_int_equal(jobs[i].told, expected);
		if (expected == STATUS_UNAVAILABLE)
			expect_fault(jobs[i].job.fault, STATUS_UNAVAILABLE, "WriteFailed");
	}
	assert_int_equal(count_rows(f->reader, f->fault), 1);
	assert_int_equal(insert_one(f, 501, STATUS_OK), STATUS_OK);
}

/* The child: writes the number of each insert to the pipe once it is told that it is stored. */
static _Noreturn void insert_until_killed(struct fixture *f, int pipe_end)
{
	f->group = group_start(open_db(f));
	for (int32_t number = 1;; number++) {
		if (insert_one(f, number, STATUS_OK) != STATUS_OK ||
			!file_write_all(pipe_end, (struct text){(const char *)&number, 4}))
			_exit(1);
	}
}

/* Runs before any thread of this program, which fork() would lose. */
static void a_commit_survives_kill_9(void **state)
{
	struct fixture *f = *state;
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
	f->reader = open_db(f);
	/* One more may have been stored without its answer having come through. */
	assert_in_range(count_rows(f->reader, f->fault), last, last + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_commit_survives_kill_9, prepare, end),
		cmocka_unit_test_setup_teardown(outcomes, start, end),
		cmocka_unit_test_setup_teardown(a_failing_job_is_undone_alone, start, end),
		cmocka_unit_test_setup_teardown(kinds_take_turns_and_are_undone_apart, start, end),
		cmocka_unit_test_setup_teardown(many_threads_submit, start, end),
		cmocka_unit_test_setup_teardown(stopping_finishes_what_is_queued, start, end),
		cmocka_unit_test_setup_teardown(a_lost_transaction_fails_every_job, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
