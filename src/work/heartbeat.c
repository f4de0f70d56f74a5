#include "work/heartbeat.h"

#include <stdlib.h>

#include "base/stop_token.h"
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
	struct stop_token stop;
};

static void fail_abandoned_exports(struct heartbeat *self)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (export_recovery_fail_abandoned(self->runtime, self->export_manager, &fault) !=
		STATUS_OK)
		LOG(self->runtime->log, LOG_WARNING, "export-recovery-failed",
			LOG_CSTR("code", fault.code), LOG_TEXT("detail", fault.detail));
	arena_free(arena);
}

static void *heartbeat_thread(void *context)
{
	struct heartbeat *heartbeat = context;

	while (stop_token_pause(&heartbeat->stop, JOB_LEASE_RENEW_INTERVAL_MS)) {
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
	stop_token_init(&heartbeat->stop);
	if (thread_start(&heartbeat->thread, "heartbeat", heartbeat_thread, heartbeat))
		return heartbeat;
	stop_token_destroy(&heartbeat->stop);
	free(heartbeat);
	return NULL;
}

void heartbeat_stop(struct heartbeat *heartbeat)
{
	if (heartbeat == NULL)
		return;
	stop_token_stop(&heartbeat->stop);
	pthread_join(heartbeat->thread, NULL);
	stop_token_destroy(&heartbeat->stop);
	free(heartbeat);
}
