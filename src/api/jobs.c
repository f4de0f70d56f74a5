#include "api/jobs.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/database_check.h"
#include "api/erasure_job.h"
#include "api/import_job.h"
#include "api/job_lease.h"
#include "api/reply.h"
#include "api/search_upkeep.h"
#include "api/workers.h"
#include "base/priority.h"
#include "base/thread.h"
#include "reviews/job_queue.h"

/* Before a job that the database could not take is tried again. */
#define PATIENCE_MS (2 * CLOCK_MS_PER_S)

/* A job's piece, where other callers wait: so long at least, and so many times what it took to get
 * to where it begins. */
#define PIECE_MS CLOCK_MS_PER_S
#define PIECE_SHARE 4

struct jobs {
	struct service *service;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stopping, has_news;
	struct job_lease_watch watch; /* the thread's */
	char self[GUID_TEXT_BYTES]; /* names this run of the service */
	char held[GUID_TEXT_BYTES]; /* the job that is worked on; ended by attempt 0 */
	int64_t held_attempt; /* 0: none */
	char turn[GUID_TEXT_BYTES + 1]; /* the caller that had it last; the thread's own */
};

/* What there is to do, by job.kind. A kind goes on where job.done_items says, ends with
 * jobs_finish(), and returns early when jobs_is_stopping(). `abridge` makes of the options what
 * others may see of them, and all that is kept when the job is over; NULL: that is the whole. */
static const struct kind {
	const char *name;
	enum status (*run)(struct jobs_run *run, struct fault *fault);
	struct text (*abridge)(struct fault *fault, struct text options);
} kinds[] = {
	{"import", import_job_run, NULL},
	{"erasure", erasure_job_run, erasure_job_abridge},
};

static const struct kind *find_kind(struct text name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (text_equal(name, text_from(kinds[i].name)))
			return &kinds[i];
	}
	return NULL;
}

struct text jobs_options(struct fault *fault, const struct job *job)
{
	const struct kind *kind = find_kind(job->kind);

	if (kind == NULL || kind->abridge == NULL)
		return job->options;
	return kind->abridge(fault, job->options);
}

struct text jobs_stored(struct arena *arena, struct text json)
{
	return jsonread_parse(arena, json, NULL) == NULL ? TEXT("{}") : json;
}

const char *jobs_path(
	const struct config *config, struct arena *arena, struct text id, const char *ending)
{
	return arena_printf(
		arena, "%s/%.*s%s", config->reviews_job_dir, (int)id.length, id.data, ending)
		.data;
}

bool jobs_is_stopping(struct jobs *jobs)
{
	bool stopping;

	pthread_mutex_lock(&jobs->lock);
	stopping = jobs->stopping;
	pthread_mutex_unlock(&jobs->lock);
	return stopping;
}

void jobs_wake(struct jobs *jobs)
{
	pthread_mutex_lock(&jobs->lock);
	jobs->has_news = true;
	pthread_cond_signal(&jobs->woken);
	pthread_mutex_unlock(&jobs->lock);
}

/* Sleeps until there is news, at most that long; false when it is time to end. */
static bool rest(struct jobs *jobs, int64_t at_most_ms)
{
	int64_t until_ms = clock_monotonic_ms() + at_most_ms;
	struct timespec until = {.tv_sec = until_ms / CLOCK_MS_PER_S,
		.tv_nsec = until_ms % CLOCK_MS_PER_S * 1000000};
	int result = 0;
	bool goes_on;

	pthread_mutex_lock(&jobs->lock);
	while (!jobs->stopping && !jobs->has_news && result == 0)
		result = pthread_cond_clockwait(&jobs->woken, &jobs->lock, CLOCK_MONOTONIC, &until);
	jobs->has_news = false;
	goes_on = !jobs->stopping;
	pthread_mutex_unlock(&jobs->lock);
	return goes_on;
}

static struct text self_of(const struct jobs *jobs)
{
	return (struct text){jobs->self, sizeof(jobs->self)};
}

bool jobs_shall_pause(struct jobs_run *run)
{
	struct pool *pool = run->service->pool;
	struct fault fault = fault_make(run->arena);
	int64_t now_ms = clock_monotonic_ms(), back_ms = (now_ms - run->started_ms) * PIECE_SHARE;
	struct db *db;
	bool others = false;

	if (run->piece_ends_ms == 0)
		run->piece_ends_ms = now_ms + (back_ms > PIECE_MS ? back_ms : PIECE_MS);
	if (now_ms < run->piece_ends_ms)
		return false;
	run->piece_ends_ms = now_ms + PIECE_MS;
	db = pool_take(pool, &fault);
	if (db == NULL)
		return false;
	job_queue_has_others(db, run->job.caller_id, &others, &fault);
	pool_put(pool, db);
	return others;
}

static enum status find_next(
	struct jobs *jobs, struct job *ret_job, bool *ret_found, struct fault *fault)
{
	struct service *service = jobs->service;
	struct db *db = pool_take(service->pool, fault);
	enum status status;

	*ret_found = false;
	if (db == NULL)
		return fault->status;
	status = job_store_next(db, text_from(jobs->turn), ret_job, ret_found, fault);
	pool_put(service->pool, db);
	return status;
}

/* One write of the job's row. */
struct update {
	struct group_job job;
	struct job *row;
	struct text self;
};

static enum status take_row(struct group_job *job, struct db *db, struct fault *fault)
{
	struct update *update = (struct update *)job;

	return job_store_take(db, update->row, update->self, fault);
}

static enum status store_row(struct group_job *job, struct db *db, struct fault *fault)
{
	return job_store_update(db, ((struct update *)job)->row, fault);
}

static enum status hold_row(struct group_job *job, struct db *db, struct fault *fault)
{
	return job_store_hold(db, ((struct update *)job)->row, fault);
}

static enum status release_row(struct group_job *job, struct db *db, struct fault *fault)
{
	return job_store_release(db, ((struct update *)job)->row, fault);
}

static enum status update(struct jobs *jobs, struct job *row,
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault),
	struct fault *fault)
{
	struct update update = {
		.job = {.run = run, .fault = fault}, .row = row, .self = self_of(jobs)};

	return group_run(jobs->service->group, &update.job);
}

/* What jobs_keep() keeps; attempt 0: nothing. */
static void note_held(struct jobs *jobs, const struct job *job, int64_t attempt)
{
	pthread_mutex_lock(&jobs->lock);
	if (job->id.length == sizeof(jobs->held))
		memcpy(jobs->held, job->id.data, sizeof(jobs->held));
	jobs->held_attempt = attempt;
	pthread_mutex_unlock(&jobs->lock);
}

void jobs_keep(struct jobs *jobs)
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
	update(jobs, &job, hold_row, &fault);
	arena_free(arena);
}

/* What went wrong, as the job tells it. */
static enum status write_fault(const struct fault *fault, struct text *ret_text, struct fault *mine)
{
	struct jsonwrite out = jsonwrite_make(mine->arena, FAULT_JSON_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "code", text_from(fault->code));
	jsonwrite_text(&out, "detail", fault->detail);
	reply_write_errors(&out, fault);
	jsonwrite_close(&out, '}');
	return jsonwrite_finish(&out, ret_text, mine);
}

enum status jobs_finish(struct jobs_run *run, enum job_state state, struct fault *fault)
{
	struct fault mine = fault_make(run->arena);
	enum status status;

	run->job.state = state;
	run->job.finished_at_ms = clock_now_ms(run->service->clock);
	run->job.options = jobs_options(&mine, &run->job);
	status = mine.status;
	if (status == STATUS_OK && state == JOB_FAILED)
		status = write_fault(fault, &run->job.fault, &mine);
	if (status == STATUS_OK)
		status = update(run->jobs, &run->job, store_row, &mine);
	if (status != STATUS_OK) {
		run->job.finished_at_ms = 0;
		return fault_pass(fault, &mine);
	}
	unlink(jobs_path(run->service->config, run->arena, run->job.id, JOBS_INPUT));
	LOG(run->service->log, LOG_INFO, "job-finished", LOG_TEXT("job", run->job.id),
		LOG_TEXT("kind", run->job.kind), LOG_CSTR("state", job_store_state_name(state)),
		LOG_INT("items", run->job.done_items));
	return STATUS_OK;
}

static enum status run_kind(struct jobs_run *run, struct fault *fault)
{
	const struct kind *kind = find_kind(run->job.kind);

	if (update(run->jobs, &run->job, take_row, fault) != STATUS_OK)
		return fault->status;
	note_held(run->jobs, &run->job, run->job.attempt);
	LOG(run->service->log, LOG_INFO, "job-taken", LOG_TEXT("job", run->job.id),
		LOG_TEXT("kind", run->job.kind), LOG_INT("attempt", run->job.attempt));
	if (kind != NULL)
		return kind->run(run, fault);
	return fault_set(fault, STATUS_INTERNAL, "UnknownJob",
		"This program does not know the kind of the job.");
}

/* Whether trying again can help: the database is busy or full, or another process is at it. */
static bool may_pass(const struct fault *fault)
{
	return fault->status == STATUS_UNAVAILABLE || job_store_is_taken(fault);
}

/* What was not finished another process may go on with at once. */
static void let_go(struct jobs_run *run)
{
	struct fault fault = fault_make(run->arena);

	if (text_is_set(run->job.owner) && run->job.finished_at_ms == 0)
		update(run->jobs, &run->job, release_row, &fault);
}

/* Does one job; false when it is better to rest a while. */
static bool work_on(struct jobs *jobs, struct arena *arena, const struct job *job)
{
	struct jobs_run run = {.service = jobs->service,
		.jobs = jobs,
		.arena = arena,
		.job = *job,
		.started_ms = clock_monotonic_ms()};
	struct fault fault = fault_make(arena);
	enum status status;
	bool good;

	run.job.owner = TEXT_NONE;
	snprintf(jobs->turn, sizeof(jobs->turn), "%.*s", (int)job->caller_id.length,
		job->caller_id.data);
	status = run_kind(&run, &fault);
	good = status == STATUS_OK;
	if (!good) {
		LOG(jobs->service->log, LOG_ERROR, "job-stopped", LOG_TEXT("job", job->id),
			LOG_CSTR("code", fault.code), LOG_TEXT("detail", fault.detail));
		database_check_heed(jobs->service, &fault);
		search_upkeep_heed(jobs->service, &fault);
		good = !may_pass(&fault) && jobs_finish(&run, JOB_FAILED, &fault) == STATUS_OK;
	}
	note_held(jobs, job, 0);
	let_go(&run);
	return good;
}

/* One round; returns how long to rest then. */
static int64_t do_next(struct jobs *jobs)
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

static void *work(void *context)
{
	struct jobs *jobs = context;

	priority_yield(WORKERS_STEPS);
	while (!jobs_is_stopping(jobs)) {
		int64_t rest_ms = do_next(jobs);

		if (rest_ms > 0 && !rest(jobs, rest_ms))
			break;
	}
	return NULL;
}

static void discard(struct jobs *jobs)
{
	pthread_cond_destroy(&jobs->woken);
	pthread_mutex_destroy(&jobs->lock);
	free(jobs);
}

struct jobs *jobs_start(struct service *service)
{
	struct jobs *jobs = calloc(1, sizeof(*jobs));
	struct text self = guid_text(service->arena, guid_new(clock_now_ms(service->clock)));

	if (jobs == NULL)
		abort();
	jobs->service = service;
	memcpy(jobs->self, self.data, sizeof(jobs->self));
	pthread_mutex_init(&jobs->lock, NULL);
	pthread_cond_init(&jobs->woken, NULL);
	if (thread_start(&jobs->thread, "jobs", work, jobs))
		return jobs;
	discard(jobs);
	return NULL;
}

void jobs_stop(struct jobs *jobs)
{
	if (jobs == NULL)
		return;
	pthread_mutex_lock(&jobs->lock);
	jobs->stopping = true;
	pthread_cond_signal(&jobs->woken);
	pthread_mutex_unlock(&jobs->lock);
	pthread_join(jobs->thread, NULL);
	discard(jobs);
}
