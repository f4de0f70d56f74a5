#include "work/housekeeping.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/container_of.h"
#include "base/stop_token.h"
#include "base/thread.h"
#include "limit/auth_throttle.h"
#include "limit/rate_limiter.h"
#include "registry/app_store.h"
#include "registry/audit_store.h"
#include "registry/idempotent_response.h"
#include "registry/session_store.h"
#include "registry/usage_store.h"
#include "upkeep/runtime.h"
#include "upkeep/wal_checkpoint.h"
#include "work/export_manager.h"
#include "work/job_purge.h"

/* Most registrations purged in one round, which is one job of the group commit. */
#define PURGE_MAX 1000

#define PURGE_INTERVAL_MS (INT64_C(3600) * CLOCK_MS_PER_S)
/* Interval of the audit events that count refusals without an event of their own. */
#define REFUSALS_INTERVAL_MS (INT64_C(60) * CLOCK_MS_PER_S)

/* Free heap memory above this goes back to the system. */
#define FREE_BYTES_MAX ((size_t)64 * 1024 * 1024)

#define DAY_MS (INT64_C(24) * 3600 * CLOCK_MS_PER_S)

struct housekeeping {
	struct runtime *runtime;
	struct housekeeping_sources sources;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t settled;
	bool has_swept;
	struct stop_token stop;
	int64_t refusals_ms; /* when refusals were last stored; used by the thread alone */
};

/* A job of the group commit. */
struct task {
	struct group_job job;
	struct runtime *runtime;
	struct rate_limiter_usage *rows;
	size_t count;
	int64_t refusals;
};

static enum status store_usage(struct group_job *job, struct db *db, struct fault *fault)
{
	struct task *task = container_of(job, struct task, job);
	enum status status = STATUS_OK;

	for (size_t i = 0; i < task->count && status == STATUS_OK; i++)
		status = usage_store_add(db, task->rows[i].caller, task->rows[i].calls,
			task->rows[i].last_used_ms, fault);
	return status;
}

static void log_failure(const struct runtime *runtime, const struct fault *fault)
{
	LOG(runtime->log, LOG_ERROR, "housekeeping-failed", LOG_CSTR("code", fault->code),
		LOG_TEXT("detail", fault->detail));
}

static enum status run_task(struct task *task, struct arena *arena,
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault))
{
	struct fault fault = fault_make(arena);
	enum status status;

	task->job = (struct group_job){.run = run, .fault = &fault};
	status = group_run(task->runtime->group, &task->job);
	if (status != STATUS_OK)
		log_failure(task->runtime, &fault);
	return status;
}

static void flush_usage(struct housekeeping *self)
{
	struct arena *arena = arena_new();
	struct task task = {.runtime = self->runtime};

	task.count = rate_limiter_drain(
		self->sources.rate_limiter, arena, clock_monotonic_ms(), &task.rows);
	if (task.count > 0 && run_task(&task, arena, store_usage) != STATUS_OK)
		rate_limiter_restore(self->sources.rate_limiter, task.rows, task.count);
	arena_free(arena);
}

static enum status store_refusals(struct group_job *job, struct db *db, struct fault *fault)
{
	const struct task *task = container_of(job, struct task, job);
	const struct audit_event event = {.occurred_at_ms = clock_now_ms(task->runtime->clock),
		.operation = AUDIT_REFUSE,
		.resource_type = TEXT("request"),
		.actor = {.kind = AUDIT_BY_UNKNOWN, .name = TEXT("unknown")},
		.refused_count = task->refusals};

	return audit_store_add(db, &event, fault);
}

static void flush_refusals(struct housekeeping *self, bool is_end)
{
	struct arena *arena = arena_new();
	struct task task = {.runtime = self->runtime};

	task.refusals = auth_throttle_drain(self->sources.auth_throttle, is_end);
	if (task.refusals > 0 && run_task(&task, arena, store_refusals) != STATUS_OK)
		auth_throttle_restore(self->sources.auth_throttle, task.refusals);
	arena_free(arena);
}

static void flush_refusals_if_due(struct housekeeping *self)
{
	int64_t now_ms = clock_monotonic_ms();

	if (now_ms - self->refusals_ms < REFUSALS_INTERVAL_MS)
		return;
	flush_refusals(self, false);
	self->refusals_ms = now_ms;
}

static enum status purge_one(
	struct db *db, const struct app *app, int64_t now_ms, struct fault *fault)
{
	struct audit_event event = {.occurred_at_ms = now_ms,
		.operation = AUDIT_PURGE,
		.resource_type = TEXT("appRegistration"),
		.resource_id = app->id,
		.actor = {.kind = AUDIT_BY_SERVICE, .name = TEXT("service")},
		.before = app_entry_text(fault, app)};
	enum status status = fault->status;

	if (status == STATUS_OK)
		status = app_store_purge(db, app->id, fault);
	return status == STATUS_OK ? audit_store_add(db, &event, fault) : status;
}

static enum status purge_old(struct group_job *job, struct db *db, struct fault *fault)
{
	struct runtime *runtime = container_of(job, struct task, job)->runtime;
	int64_t now_ms = clock_now_ms(runtime->clock);
	int64_t kept_ms = runtime->config->registry_deleted_retention_days * DAY_MS;
	struct guid none = {{0}};
	struct app *apps;
	size_t count = 0;
	enum status status =
		app_store_list_deleted(db, now_ms - kept_ms, none, PURGE_MAX, &apps, &count, fault);

	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = purge_one(db, &apps[i], now_ms, fault);
	if (status == STATUS_OK)
		status = idempotent_response_purge(db, now_ms, fault);
	return status == STATUS_OK ? session_store_purge(db, now_ms, fault) : status;
}

static void purge(struct housekeeping *self)
{
	struct arena *arena = arena_new();
	struct task task = {.runtime = self->runtime};
	struct fault fault = fault_make(arena);

	run_task(&task, arena, purge_old);
	if (job_purge_run(self->runtime, &fault) != STATUS_OK)
		log_failure(self->runtime, &fault);
	arena_free(arena);
}

static void purge_exports(struct housekeeping *self)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (export_manager_purge(self->sources.export_manager, &fault) != STATUS_OK)
		log_failure(self->runtime, &fault);
	arena_free(arena);
}

/* glibc does not return the memory of a burst of requests or a large document to the system. */
static void trim_heap(void)
{
	if (mallinfo2().fordblks > FREE_BYTES_MAX)
		malloc_trim(0);
}

static void sweep(struct housekeeping *self)
{
	purge_exports(self);
	purge(self);
}

/* Blocks until the thread has finished its first round. */
static void await_first(struct housekeeping *self)
{
	pthread_mutex_lock(&self->lock);
	while (!self->has_swept)
		pthread_cond_wait(&self->settled, &self->lock);
	pthread_mutex_unlock(&self->lock);
}

static void set_swept(struct housekeeping *self)
{
	pthread_mutex_lock(&self->lock);
	self->has_swept = true;
	pthread_cond_broadcast(&self->settled);
	pthread_mutex_unlock(&self->lock);
}

void housekeeping_run(struct housekeeping *self)
{
	await_first(self);
	flush_usage(self);
	flush_refusals(self, false);
	sweep(self);
}

static bool pause_for_interval(struct housekeeping *self)
{
	return stop_token_pause(
		&self->stop, self->runtime->config->registry_usage_interval_s * CLOCK_MS_PER_S);
}

static void *housekeeping_thread(void *context)
{
	struct housekeeping *self = context;
	int64_t purged_ms = clock_monotonic_ms();

	sweep(self);
	set_swept(self);
	while (pause_for_interval(self)) {
		flush_usage(self);
		flush_refusals_if_due(self);
		wal_checkpoint_run(self->runtime);
		purge_exports(self);
		trim_heap();
		if (clock_monotonic_ms() - purged_ms < PURGE_INTERVAL_MS)
			continue;
		purge(self);
		purged_ms = clock_monotonic_ms();
	}
	flush_usage(self);
	flush_refusals(self, true);
	return NULL;
}

static void discard(struct housekeeping *self)
{
	pthread_cond_destroy(&self->settled);
	stop_token_destroy(&self->stop);
	pthread_mutex_destroy(&self->lock);
	free(self);
}

struct housekeeping *housekeeping_start(
	struct runtime *runtime, const struct housekeeping_sources *sources)
{
	struct housekeeping *self = calloc(1, sizeof(*self));

	if (self == NULL)
		abort();
	self->runtime = runtime;
	self->sources = *sources;
	pthread_mutex_init(&self->lock, NULL);
	stop_token_init(&self->stop);
	pthread_cond_init(&self->settled, NULL);
	if (thread_start(&self->thread, "housekeeping", housekeeping_thread, self))
		return self;
	discard(self);
	return NULL;
}

void housekeeping_stop(struct housekeeping *self)
{
	if (self == NULL)
		return;
	stop_token_stop(&self->stop);
	pthread_join(self->thread, NULL);
	discard(self);
}
