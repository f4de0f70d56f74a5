#include "work/job_runner.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stop_token.h"
#include "base/thread.h"
#include "base/yield.h"
#include "upkeep/database_check.h"
#include "upkeep/search_upkeep.h"
#include "work/job_kinds.h"
#include "work/job_lease.h"

/* Delay after a failure of the database. */
#define RETRY_MS (2 * CLOCK_MS_PER_S)

struct job_runner {
	struct runtime *runtime;
	struct search_upkeep *search_upkeep;
	pthread_t thread;
	struct stop_token stop;
	pthread_mutex_t lock; /* guards current_id and current_attempt */
	char owner[GUID_TEXT_BYTES]; /* identifies this process in leases */
	char current_id[GUID_TEXT_BYTES]; /* the running job */
	int64_t current_attempt; /* 0: no job is running */

	/* Used by the thread alone: */
	struct job_lease_watch watch;
	char last_caller[GUID_TEXT_BYTES + 1]; /* the caller whose job ran last */
};

void job_runner_wake(struct job_runner *runner)
{
	stop_token_wake(&runner->stop);
}

static struct text owner_of(const struct job_runner *runner)
{
	return (struct text){runner->owner, sizeof(runner->owner)};
}

static enum status find_next(
	struct job_runner *runner, struct job *ret_job, bool *ret_found, struct fault *fault)
{
	struct runtime *runtime = runner->runtime;
	struct db *db = pool_acquire(runtime->pool, fault);
	enum status status;

	*ret_found = false;
	if (db == NULL)
		return fault->status;
	status = job_store_next(db, text_from(runner->last_caller), ret_job, ret_found, fault);
	pool_release(runtime->pool, db);
	return status;
}

/* Sets the job whose lease job_runner_renew_lease() renews; attempt 0: no job. */
static void set_current(struct job_runner *runner, const struct job *job, int64_t attempt)
{
	pthread_mutex_lock(&runner->lock);
	if (job->id.length == sizeof(runner->current_id))
		memcpy(runner->current_id, job->id.data, sizeof(runner->current_id));
	runner->current_attempt = attempt;
	pthread_mutex_unlock(&runner->lock);
}

void job_runner_renew_lease(struct job_runner *runner)
{
	char id[GUID_TEXT_BYTES];
	struct job job = {.id = {id, sizeof(id)}, .owner = owner_of(runner)};
	struct arena *arena;
	struct fault fault;

	pthread_mutex_lock(&runner->lock);
	memcpy(id, runner->current_id, sizeof(id));
	job.attempt = runner->current_attempt;
	pthread_mutex_unlock(&runner->lock);
	if (job.attempt == 0)
		return;
	arena = arena_new();
	fault = fault_make(arena);
	/* A failure needs no report: the job's next write fails too, and reports it. */
	job_run_write_row(runner->runtime, JOB_RUN_HEARTBEAT, &job, job.owner, &fault);
	arena_free(arena);
}

static enum status run_kind(struct job_runner *runner, struct job_run *run, struct fault *fault)
{
	if (job_run_write_row(run->runtime, JOB_RUN_CLAIM, &run->job, run->owner, fault) !=
		STATUS_OK)
		return fault->status;
	set_current(runner, &run->job, run->job.attempt);
	LOG(run->runtime->log, LOG_INFO, "job-taken", LOG_TEXT("job", run->job.id),
		LOG_TEXT("kind", run->job.kind), LOG_INT("attempt", run->job.attempt));
	if (run->kind != NULL)
		return run->kind->run(run, fault);
	return fault_set(fault, STATUS_INTERNAL, "UnknownJob",
		"This version of the program does not know this kind of job.");
}

/* Whether a retry can help: the database is busy or full, or another process runs the job. */
static bool is_temporary(const struct fault *fault)
{
	return fault->status == STATUS_UNAVAILABLE || job_store_is_claimed_elsewhere(fault);
}

/* Releases an unfinished job, so that another process can resume it at once. */
static void release_job(struct job_run *run)
{
	struct fault fault = fault_make(run->arena);

	if (text_is_set(run->job.owner) && run->job.finished_at_ms == 0)
		job_run_write_row(run->runtime, JOB_RUN_RELEASE, &run->job, run->owner, &fault);
}

/* Runs one job. Returns false when the runner should pause before the next one. */
static bool work_on(struct job_runner *runner, struct arena *arena, const struct job *job)
{
	struct job_run run = {.runtime = runner->runtime,
		.search_upkeep = runner->search_upkeep,
		.kind = job_kinds_find(job->kind),
		.owner = owner_of(runner),
		.stop = &runner->stop,
		.arena = arena,
		.job = *job,
		.started_ms = clock_monotonic_ms()};
	struct fault fault = fault_make(arena);
	enum status status;
	bool good;

	run.job.owner = TEXT_NONE;
	snprintf(runner->last_caller, sizeof(runner->last_caller), "%.*s",
		(int)job->caller_id.length, job->caller_id.data);
	status = run_kind(runner, &run, &fault);
	good = status == STATUS_OK;
	if (!good) {
		LOG(runner->runtime->log, LOG_ERROR, "job-stopped", LOG_TEXT("job", job->id),
			LOG_CSTR("code", fault.code), LOG_TEXT("detail", fault.detail));
		database_check_note_fault(runner->runtime, &fault);
		search_upkeep_note_fault(runner->search_upkeep, &fault);
		good = !is_temporary(&fault) &&
			job_run_finish(&run, JOB_FAILED, &fault) == STATUS_OK;
	}
	set_current(runner, job, 0);
	release_job(&run);
	return good;
}

/* Runs the next job, if any. Returns how long to pause afterwards. */
static int64_t do_next(struct job_runner *runner)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct job job;
	bool found = false;
	int64_t pause_ms = JOB_LEASE_POLL_MS;

	if (find_next(runner, &job, &found, &fault) != STATUS_OK)
		pause_ms = RETRY_MS;
	else if (found &&
		job_lease_is_free(&runner->watch, &job, owner_of(runner), clock_monotonic_ms()))
		pause_ms = work_on(runner, arena, &job) ? 0 : RETRY_MS;
	arena_free(arena);
	return pause_ms;
}

static void *job_thread(void *context)
{
	struct job_runner *runner = context;

	yield_lower_priority(RUNTIME_NICE_STEPS);
	while (!stop_token_is_stopped(&runner->stop)) {
		int64_t pause_ms = do_next(runner);

		if (pause_ms > 0)
			stop_token_pause(&runner->stop, pause_ms);
	}
	return NULL;
}

static void discard(struct job_runner *runner)
{
	stop_token_destroy(&runner->stop);
	pthread_mutex_destroy(&runner->lock);
	free(runner);
}

struct job_runner *job_runner_start(struct runtime *runtime, struct search_upkeep *search_upkeep)
{
	struct job_runner *runner = calloc(1, sizeof(*runner));
	struct arena *arena = arena_new();
	struct text owner = guid_text(arena, guid_new(clock_now_ms(runtime->clock)));

	if (runner == NULL)
		abort();
	runner->runtime = runtime;
	runner->search_upkeep = search_upkeep;
	memcpy(runner->owner, owner.data, sizeof(runner->owner));
	arena_free(arena);
	pthread_mutex_init(&runner->lock, NULL);
	stop_token_init(&runner->stop);
	if (thread_start(&runner->thread, "job-runner", job_thread, runner))
		return runner;
	discard(runner);
	return NULL;
}

void job_runner_stop(struct job_runner *runner)
{
	if (runner == NULL)
		return;
	stop_token_stop(&runner->stop);
	pthread_join(runner->thread, NULL);
	discard(runner);
}
