#include "work/job_runner.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/priority.h"
#include "base/stop_token.h"
#include "base/thread.h"
#include "upkeep/database_check.h"
#include "upkeep/search_upkeep.h"
#include "work/job_kinds.h"
#include "work/job_lease.h"

/* Before a job that the database could not take is tried again. */
#define PATIENCE_MS (2 * CLOCK_MS_PER_S)

struct job_runner {
	struct runtime *runtime;
	struct search_upkeep *search_upkeep;
	pthread_t thread;
	struct stop_token stop;
	pthread_mutex_t lock; /* of held and held_attempt */
	struct job_lease_watch watch; /* the thread's */
	char self[GUID_TEXT_BYTES]; /* names this run of the service */
	char held[GUID_TEXT_BYTES]; /* the job that is worked on; ended by attempt 0 */
	int64_t held_attempt; /* 0: none */
	char turn[GUID_TEXT_BYTES + 1]; /* the caller that had it last; the thread's own */
};

void job_runner_wake(struct job_runner *jobs)
{
	stop_token_wake(&jobs->stop);
}

static struct text self_of(const struct job_runner *jobs)
{
	return (struct text){jobs->self, sizeof(jobs->self)};
}

static enum status find_next(
	struct job_runner *jobs, struct job *ret_job, bool *ret_found, struct fault *fault)
{
	struct runtime *runtime = jobs->runtime;
	struct db *db = pool_take(runtime->pool, fault);
	enum status status;

	*ret_found = false;
	if (db == NULL)
		return fault->status;
	status = job_store_next(db, text_from(jobs->turn), ret_job, ret_found, fault);
	pool_put(runtime->pool, db);
	return status;
}

/* What job_runner_renew_lease() keeps; attempt 0: nothing. */
static void note_held(struct job_runner *jobs, const struct job *job, int64_t attempt)
{
	pthread_mutex_lock(&jobs->lock);
	if (job->id.length == sizeof(jobs->held))
		memcpy(jobs->held, job->id.data, sizeof(jobs->held));
	jobs->held_attempt = attempt;
	pthread_mutex_unlock(&jobs->lock);
}

void job_runner_renew_lease(struct job_runner *jobs)
{
	char id[GUID_TEXT_BYTES];
	struct job job = {.id = {id, sizeof(id)}, .owner = self_of(jobs)};
	struct arena *arena;
	struct fault fault;

	pthread_mutex_lock(&jobs->lock);
	memcpy(id, jobs->held, sizeof(id));
	job.attempt = jobs->held_attempt;
	pthread_mutex_unlock(&jobs->lock);
	if (job.attempt == 0)
		return;
	arena = arena_new();
	fault = fault_make(arena);
	/* Where it fails, so does the job's next write, which tells why. */
	job_run_write_row(jobs->runtime, JOB_RUN_HOLD, &job, job.owner, &fault);
	arena_free(arena);
}

static enum status run_kind(struct job_runner *jobs, struct job_run *run, struct fault *fault)
{
	if (job_run_write_row(run->runtime, JOB_RUN_TAKE, &run->job, run->owner, fault) !=
		STATUS_OK)
		return fault->status;
	note_held(jobs, &run->job, run->job.attempt);
	LOG(run->runtime->log, LOG_INFO, "job-taken", LOG_TEXT("job", run->job.id),
		LOG_TEXT("kind", run->job.kind), LOG_INT("attempt", run->job.attempt));
	if (run->kind != NULL)
		return run->kind->run(run, fault);
	return fault_set(fault, STATUS_INTERNAL, "UnknownJob",
		"This program does not know the kind of the job.");
}

/* Whether trying again can help: the database is busy or full, or another process is at it. */
static bool may_pass(const struct fault *fault)
{
	return fault->status == STATUS_UNAVAILABLE || job_store_is_taken(fault);
}

/* Another process may continue an unfinished job at once. */
static void release_job(struct job_run *run)
{
	struct fault fault = fault_make(run->arena);

	if (text_is_set(run->job.owner) && run->job.finished_at_ms == 0)
		job_run_write_row(run->runtime, JOB_RUN_RELEASE, &run->job, run->owner, &fault);
}

/* Does one job; false when it is better to rest a while. */
static bool work_on(struct job_runner *jobs, struct arena *arena, const struct job *job)
{
	struct job_run run = {.runtime = jobs->runtime,
		.search_upkeep = jobs->search_upkeep,
		.kind = job_kinds_find(job->kind),
		.owner = self_of(jobs),
		.stop = &jobs->stop,
		.arena = arena,
		.job = *job,
		.started_ms = clock_monotonic_ms()};
	struct fault fault = fault_make(arena);
	enum status status;
	bool good;

	run.job.owner = TEXT_NONE;
	snprintf(jobs->turn, sizeof(jobs->turn), "%.*s", (int)job->caller_id.length,
		job->caller_id.data);
	status = run_kind(jobs, &run, &fault);
	good = status == STATUS_OK;
	if (!good) {
		LOG(jobs->runtime->log, LOG_ERROR, "job-stopped", LOG_TEXT("job", job->id),
			LOG_CSTR("code", fault.code), LOG_TEXT("detail", fault.detail));
		database_check_heed(jobs->runtime, &fault);
		search_upkeep_heed(jobs->search_upkeep, &fault);
		good = !may_pass(&fault) && job_run_finish(&run, JOB_FAILED, &fault) == STATUS_OK;
	}
	note_held(jobs, job, 0);
	release_job(&run);
	return good;
}

/* One round; returns how long to rest then. */
static int64_t do_next(struct job_runner *jobs)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct job job;
	bool found = false;
	int64_t rest_ms = JOB_LEASE_LOOK_MS;

	if (find_next(jobs, &job, &found, &fault) != STATUS_OK)
		rest_ms = PATIENCE_MS;
	else if (found &&
		job_lease_is_free(&jobs->watch, &job, self_of(jobs), clock_monotonic_ms()))
		rest_ms = work_on(jobs, arena, &job) ? 0 : PATIENCE_MS;
	arena_free(arena);
	return rest_ms;
}

static void *job_thread(void *context)
{
	struct job_runner *jobs = context;

	priority_yield(RUNTIME_NICE_STEPS);
	while (!stop_token_is_stopped(&jobs->stop)) {
		int64_t rest_ms = do_next(jobs);

		if (rest_ms > 0 && !stop_token_pause(&jobs->stop, rest_ms))
			break;
	}
	return NULL;
}

static void discard(struct job_runner *jobs)
{
	stop_token_destroy(&jobs->stop);
	pthread_mutex_destroy(&jobs->lock);
	free(jobs);
}

struct job_runner *job_runner_start(struct runtime *runtime, struct search_upkeep *search_upkeep)
{
	struct job_runner *jobs = calloc(1, sizeof(*jobs));
	struct arena *arena = arena_new();
	struct text self = guid_text(arena, guid_new(clock_now_ms(runtime->clock)));

	if (jobs == NULL)
		abort();
	jobs->runtime = runtime;
	jobs->search_upkeep = search_upkeep;
	memcpy(jobs->self, self.data, sizeof(jobs->self));
	arena_free(arena);
	pthread_mutex_init(&jobs->lock, NULL);
	stop_token_init(&jobs->stop);
	if (thread_start(&jobs->thread, "job-runner", job_thread, jobs))
		return jobs;
	discard(jobs);
	return NULL;
}

void job_runner_stop(struct job_runner *jobs)
{
	if (jobs == NULL)
		return;
	stop_token_stop(&jobs->stop);
	pthread_join(jobs->thread, NULL);
	discard(jobs);
}
