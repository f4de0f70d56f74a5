#include "api/janitor.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

#include "api/audit.h"
#include "api/call.h"
#include "api/exports.h"
#include "api/jobs_purge.h"
#include "api/wal_keeper.h"
#include "base/thread.h"
#include "registry/app_store.h"
#include "registry/kept_answer.h"
#include "registry/session_store.h"
#include "registry/usage_store.h"

/* Registrations purged in one job of the group commit; there is another round in an hour. */
#define PURGE_MAX 1000

#define PURGE_INTERVAL_MS (INT64_C(3600) * CLOCK_MS_PER_S)
/* Between two events of refused calls that have none of their own. */
#define REFUSALS_INTERVAL_MS (INT64_C(60) * CLOCK_MS_PER_S)

/* Memory that is kept for what comes; with more it is given back to the system. */
#define FREE_BYTES_MAX ((size_t)64 * 1024 * 1024)

#define DAY_MS (INT64_C(24) * 3600 * CLOCK_MS_PER_S)

struct janitor {
	struct service *service;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken, settled;
	bool stopping, has_swept;
	int64_t refusals_ms; /* when refusals were stored last; the thread's */
};

/* One job of the group commit. */
struct chore {
	struct group_job job;
	struct service *service;
	struct meter_usage *rows;
	size_t count;
	int64_t refusals;
};

static enum status store_usage(struct group_job *job, struct db *db, struct fault *fault)
{
	struct chore *chore = (struct chore *)job;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < chore->count && status == STATUS_OK; i++)
		status = usage_store_add(db, chore->rows[i].caller, chore->rows[i].calls,
			chore->rows[i].last_used_ms, fault);
	return status;
}

static void log_failure(const struct service *service, const struct fault *fault)
{
	LOG(service->log, LOG_ERROR, "housekeeping-failed", LOG_CSTR("code", fault->code),
		LOG_TEXT("detail", fault->detail));
}

static enum status run_chore(struct chore *chore, struct arena *arena,
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault))
{
	struct fault fault = fault_make(arena);
	enum status status;

	chore->job = (struct group_job){.run = run, .fault = &fault};
	status = group_run(chore->service->group, &chore->job);
	if (status != STATUS_OK)
		log_failure(chore->service, &fault);
	return status;
}

static void flush_usage(struct service *service)
{
	struct arena *arena = arena_new();
	struct chore chore = {.service = service};

	chore.count = meter_drain(service->meter, arena, clock_monotonic_ms(), &chore.rows);
	if (chore.count > 0 && run_chore(&chore, arena, store_usage) != STATUS_OK)
		meter_return(service->meter, chore.rows, chore.count);
	arena_free(arena);
}

static enum status store_refusals(struct group_job *job, struct db *db, struct fault *fault)
{
	const struct chore *chore = (struct chore *)job;

	return audit_uncounted_refusals(
		db, chore->refusals, clock_now_ms(chore->service->clock), fault);
}

static void flush_refusals(struct service *service, bool is_end)
{
	struct arena *arena = arena_new();
	struct chore chore = {.service = service};

	chore.refusals = brake_drain(service->brake, is_end);
	if (chore.refusals > 0 && run_chore(&chore, arena, store_refusals) != STATUS_OK)
		brake_return(service->brake, chore.refusals);
	arena_free(arena);
}

static void flush_refusals_now_and_then(struct janitor *janitor)
{
	int64_t now_ms = clock_monotonic_ms();

	if (now_ms - janitor->refusals_ms < REFUSALS_INTERVAL_MS)
		return;
	flush_refusals(janitor->service, false);
	janitor->refusals_ms = now_ms;
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
	struct service *service = ((struct chore *)job)->service;
	int64_t now_ms = clock_now_ms(service->clock);
	int64_t kept_ms = service->config->registry_deleted_retention_days * DAY_MS;
	struct guid none = {{0}};
	struct app *apps;
	size_t count = 0;
	enum status status =
		app_store_list_deleted(db, now_ms - kept_ms, none, PURGE_MAX, &apps, &count, fault);

	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = purge_one(db, &apps[i], now_ms, fault);
	if (status == STATUS_OK)
		status = kept_answer_purge(db, now_ms, fault);
	return status == STATUS_OK ? session_store_purge(db, now_ms, fault) : status;
}

static void purge(struct service *service)
{
	struct arena *arena = arena_new();
	struct chore chore = {.service = service};
	struct fault fault = fault_make(arena);

	run_chore(&chore, arena, purge_old);
	if (jobs_purge_run(service, &fault) != STATUS_OK)
		log_failure(service, &fault);
	arena_free(arena);
}

static void purge_exports(struct service *service)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (exports_purge(service->exports, &fault) != STATUS_OK)
		log_failure(service, &fault);
	arena_free(arena);
}

/* glibc keeps what a flood of requests or a large document took. */
static void give_memory_back(void)
{
	if (mallinfo2().fordblks > FREE_BYTES_MAX)
		malloc_trim(0);
}

static void sweep(struct service *service)
{
	purge_exports(service);
	purge(service);
}

/* Returns when the thread has done its first round. */
static void await_first(struct janitor *janitor)
{
	pthread_mutex_lock(&janitor->lock);
	while (!janitor->has_swept)
		pthread_cond_wait(&janitor->settled, &janitor->lock);
	pthread_mutex_unlock(&janitor->lock);
}

static void say_swept(struct janitor *janitor)
{
	pthread_mutex_lock(&janitor->lock);
	janitor->has_swept = true;
	pthread_cond_broadcast(&janitor->settled);
	pthread_mutex_unlock(&janitor->lock);
}

void janitor_run(struct service *service)
{
	await_first(service->janitor);
	flush_usage(service);
	flush_refusals(service, false);
	sweep(service);
}

/* Sleeps for an interval; false when it is time to end. */
static bool rest(struct janitor *janitor)
{
	int64_t until_ms = clock_monotonic_ms() +
		janitor->service->config->registry_usage_interval_s * CLOCK_MS_PER_S;
	struct timespec until = {.tv_sec = until_ms / CLOCK_MS_PER_S};
	int result = 0;
	bool goes_on;

	pthread_mutex_lock(&janitor->lock);
	while (!janitor->stopping && result == 0)
		result = pthread_cond_clockwait(
			&janitor->woken, &janitor->lock, CLOCK_MONOTONIC, &until);
	goes_on = !janitor->stopping;
	pthread_mutex_unlock(&janitor->lock);
	return goes_on;
}

static void *work(void *context)
{
	struct janitor *janitor = context;
	int64_t purged_ms = clock_monotonic_ms();

	sweep(janitor->service);
	say_swept(janitor);
	while (rest(janitor)) {
		flush_usage(janitor->service);
		flush_refusals_now_and_then(janitor);
		wal_keeper_run(janitor->service);
		purge_exports(janitor->service);
		give_memory_back();
		if (clock_monotonic_ms() - purged_ms < PURGE_INTERVAL_MS)
			continue;
		purge(janitor->service);
		purged_ms = clock_monotonic_ms();
	}
	flush_usage(janitor->service);
	flush_refusals(janitor->service, true);
	return NULL;
}

static void discard(struct janitor *janitor)
{
	pthread_cond_destroy(&janitor->settled);
	pthread_cond_destroy(&janitor->woken);
	pthread_mutex_destroy(&janitor->lock);
	free(janitor);
}

struct janitor *janitor_start(struct service *service)
{
	struct janitor *janitor = calloc(1, sizeof(*janitor));

	if (janitor == NULL)
		abort();
	janitor->service = service;
	pthread_mutex_init(&janitor->lock, NULL);
	pthread_cond_init(&janitor->woken, NULL);
	pthread_cond_init(&janitor->settled, NULL);
	if (thread_start(&janitor->thread, "janitor", work, janitor))
		return janitor;
	discard(janitor);
	return NULL;
}

void janitor_stop(struct janitor *janitor)
{
	if (janitor == NULL)
		return;
	pthread_mutex_lock(&janitor->lock);
	janitor->stopping = true;
	pthread_cond_signal(&janitor->woken);
	pthread_mutex_unlock(&janitor->lock);
	pthread_join(janitor->thread, NULL);
	discard(janitor);
}
