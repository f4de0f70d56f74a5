#include "support/group_fixture.h"
#include "support/wait.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

int64_t group_fixture_count(struct db *db, struct fault *fault)
{
	struct db_cursor rows;
	int64_t count = -1;

	db_query(&rows, db, "SELECT count(*) FROM t", DB_NO_ARGS);
	if (db_next(&rows))
		count = db_int(&rows, 0);
	return db_end(&rows, fault) == STATUS_OK ? count : -1;
}

enum status group_fixture_insert(struct group_job *job, struct db *db, struct fault *fault)
{
	struct group_insert *insert = (struct group_insert *)job;
	enum status status =
		db_exec(db, fault, "INSERT INTO t VALUES ($1)", DB_ARGS(DB_INT(insert->number)));

	if (status == STATUS_OK && insert->outcome != STATUS_OK)
		return fault_set(fault, insert->outcome, "Refused", "Not wanted.");
	return status;
}

enum status group_fixture_break(struct group_job *job, struct db *db, struct fault *fault)
{
	(void)job;
	return db_exec(db, fault, "INSERT OR ROLLBACK INTO t VALUES (500)", DB_NO_ARGS);
}

static void note_done(struct group_job *job, enum status status)
{
	struct group_insert *insert = (struct group_insert *)job;

	insert->told = status;
	if (insert->fixture != NULL)
		insert->seen = group_fixture_count(insert->fixture->reader, insert->fixture->fault);
	/* Whoever sees the count may read all of the insert. */
	insert->place = atomic_load(insert->finished);
	atomic_fetch_add(insert->finished, 1);
}

struct db *group_fixture_open(struct group_fixture *f)
{
	struct db *db = NULL;

	assert_int_equal(db_open(&db, &f->options, f->fault), STATUS_OK);
	return db;
}

int group_fixture_prepare(void **state)
{
	struct scratch *scratch;
	struct group_fixture *f;
	struct db *db;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	f = arena_alloc(scratch->arena, sizeof(*f));
	*f = (struct group_fixture){.scratch = scratch,
		.fault = &scratch->fault,
		.options = {.path = scratch_path(scratch, "db"), .busy_timeout_ms = 5000}};
	db = group_fixture_open(f);
	assert_int_equal(
		db_script(db, TEXT("CREATE TABLE t (n INTEGER PRIMARY KEY)"), f->fault), STATUS_OK);
	db_close(db);
	*state = f;
	return 0;
}

void group_fixture_start(struct group_fixture *f, const struct group_accumulator *accumulator)
{
	f->reader = group_fixture_open(f);
	f->group = group_start(group_fixture_open(f), accumulator);
}

int group_fixture_end(void **state)
{
	struct group_fixture *f = *state;

	group_stop(f->group);
	db_close(f->reader);
	*state = f->scratch;
	return scratch_end(state);
}

enum status group_fixture_insert_one(struct group_fixture *f, int64_t number, enum status outcome)
{
	struct group_insert insert = {.job = {.run = group_fixture_insert, .fault = f->fault},
		.number = number,
		.outcome = outcome};

	return group_run(f->group, &insert.job);
}

/* Keeps the group's thread busy until the jobs behind it are queued. */
struct hold {
	struct group_insert insert;
	atomic_int running, go;
};

static enum status run_hold(struct group_job *job, struct db *db, struct fault *fault)
{
	struct hold *hold = (struct hold *)job;

	(void)db, (void)fault;
	atomic_store(&hold->running, 1);
	wait_for_count(&hold->go, 1);
	return STATUS_OK;
}

/* It does not run where its transaction cannot begin. */
static bool has_begun(void *context)
{
	struct hold *hold = context;

	return atomic_load(&hold->running) != 0 || atomic_load(hold->insert.finished) != 0;
}

void group_fixture_make_jobs(
	struct group_fixture *f, struct group_insert *jobs, atomic_int *finished)
{
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		struct fault *fault = arena_alloc(f->scratch->arena, sizeof(*fault));

		*fault = fault_make(f->scratch->arena);
		jobs[i] = (struct group_insert){
			.job = {.run = group_fixture_insert, .done = note_done, .fault = fault},
			.number = i,
			.outcome = i % 3 == 0 ? STATUS_INVALID : STATUS_OK,
			.fixture = f,
			.finished = finished};
	}
}

void group_fixture_submit(struct group_fixture *f, struct group_insert *jobs)
{
	atomic_int held = 0;
	struct fault fault = fault_make(f->scratch->arena);
	struct hold hold = {.insert = {.job = {.run = run_hold, .done = note_done, .fault = &fault},
				    .finished = &held}};

	group_submit(f->group, &hold.insert.job);
	assert_true(wait_until(has_begun, &hold, WAIT_PATIENCE_MS));
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++)
		group_submit(f->group, &jobs[i].job);
	atomic_store(&hold.go, 1);
	assert_true(wait_for_count(&held, 1));
	assert_true(wait_for_count(jobs[0].finished, GROUP_FIXTURE_JOBS));
}
