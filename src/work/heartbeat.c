#include "work/heartbeat.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/thread.h"
#include "upkeep/runtime.h"
#include "work/export_recovery.h"
#include "work/job_lease.h"
#include "work/job_runner.h"

struct heartbeat {
	struct runtime *runtime;
	struct job_runner *job_runner;
	struct export_manager *export_manager;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stopping;
};

/* Sleeps for a beat; false when it is time to end. */
static bool rest(struct heartbeat *heartbeat)
{
	int64_t until_ms = clock_monotonic_ms() + JOB_LEASE_BEAT_MS;
	struct timespec until = {.tv_sec = until_ms / CLOCK_MS_PER_S,
		.tv_nsec = until_ms % CLOCK_MS_PER_S * 1000000};
	int result = 0;
	bool goes_on;

	pthread_mutex_lock(&heartbeat->lock);
	while (!heartbeat->stopping && result == 0)
		result = pthread_cond_clockwait(
			&heartbeat->woken, &heartbeat->lock, CLOCK_MONOTONIC, &until);
	goes_on = !heartbeat->stopping;
	pthread_mutex_unlock(&heartbeat->lock);
	return goes_on;
}

static void fail_abandoned_exports(struct heartbeat *self)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (export_recovery_tend(self->runtime, self->export_manager, &fault) != STATUS_OK)
		LOG(self->runtime->log, LOG_WARNING, "exports-not-tended",
			LOG_CSTR("code", fault.code), LOG_TEXT("detail", fault.detail));
	arena_free(arena);
}

static void *work(void *context)
{
	struct heartbeat *heartbeat = context;

	while (rest(heartbeat)) {
		job_runner_renew_lease(heartbeat->job_runner);
		fail_abandoned_exports(heartbeat);
	}
	return NULL;
}

struct heartbeat *heartbeat_start(struct runtime *runtime, struct job_runner *job_runner,
	struct export_manager *export_manager)
{
	struct heartbeat *heartbeat = calloc(1, sizeof(*heartbeat));

	if (heartbeat == NULL)
		abort();
	heartbeat->runtime = runtime;
	heartbeat->job_runner = job_runner;
	heartbeat->export_manager = export_manager;
	pthread_mutex_init(&heartbeat->lock, NULL);
	pthread_cond_init(&heartbeat->woken, NULL);
	if (thread_start(&heartbeat->thread, "heartbeat", work, heartbeat))
		return heartbeat;
	pthread_cond_destroy(&heartbeat->woken);
	pthread_mutex_destroy(&heartbeat->lock);
	free(heartbeat);
	return NULL;
}

void heartbeat_stop(struct heartbeat *heartbeat)
{
	if (heartbeat == NULL)
		return;
	pthread_mutex_lock(&heartbeat->lock);
	heartbeat->stopping = true;
	pthread_cond_signal(&heartbeat->woken);
	pthread_mutex_unlock(&heartbeat->lock);
	pthread_join(heartbeat->thread, NULL);
	pthread_cond_destroy(&heartbeat->woken);
	pthread_mutex_destroy(&heartbeat->lock);
	free(heartbeat);
}
