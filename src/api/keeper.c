#include "api/keeper.h"

#include <pthread.h>
#include <stdlib.h>

#include "api/call.h"
#include "api/export_recovery.h"
#include "api/job_lease.h"
#include "api/jobs.h"
#include "base/thread.h"

struct keeper {
	struct service *service;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stopping;
};

/* Sleeps for a beat; false when it is time to end. */
static bool rest(struct keeper *keeper)
{
	int64_t until_ms = clock_monotonic_ms() + JOB_LEASE_BEAT_MS;
	struct timespec until = {.tv_sec = until_ms / CLOCK_MS_PER_S,
		.tv_nsec = until_ms % CLOCK_MS_PER_S * 1000000};
	int result = 0;
	bool goes_on;

	pthread_mutex_lock(&keeper->lock);
	while (!keeper->stopping && result == 0)
		result = pthread_cond_clockwait(
			&keeper->woken, &keeper->lock, CLOCK_MONOTONIC, &until);
	goes_on = !keeper->stopping;
	pthread_mutex_unlock(&keeper->lock);
	return goes_on;
}

static void tend_exports(struct service *service)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (export_recovery_tend(service, &fault) != STATUS_OK)
		LOG(service->log, LOG_WARNING, "exports-not-tended", LOG_CSTR("code", fault.code),
			LOG_TEXT("detail", fault.detail));
	arena_free(arena);
}

static void *work(void *context)
{
	struct keeper *keeper = context;

	while (rest(keeper)) {
		jobs_keep(keeper->service->jobs);
		tend_exports(keeper->service);
	}
	return NULL;
}

struct keeper *keeper_start(struct service *service)
{
	struct keeper *keeper = calloc(1, sizeof(*keeper));

	if (keeper == NULL)
		abort();
	keeper->service = service;
	pthread_mutex_init(&keeper->lock, NULL);
	pthread_cond_init(&keeper->woken, NULL);
	if (thread_start(&keeper->thread, "keeper", work, keeper))
		return keeper;
	pthread_cond_destroy(&keeper->woken);
	pthread_mutex_destroy(&keeper->lock);
	free(keeper);
	return NULL;
}

void keeper_stop(struct keeper *keeper)
{
	if (keeper == NULL)
		return;
	pthread_mutex_lock(&keeper->lock);
	keeper->stopping = true;
	pthread_cond_signal(&keeper->woken);
	pthread_mutex_unlock(&keeper->lock);
	pthread_join(keeper->thread, NULL);
	pthread_cond_destroy(&keeper->woken);
	pthread_mutex_destroy(&keeper->lock);
	free(keeper);
}
