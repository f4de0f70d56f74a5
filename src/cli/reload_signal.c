#include "cli/reload_signal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <systemd/sd-daemon.h>
#include <time.h>

/* systemd uses the time to distinguish this reload from earlier ones (sd_notify(3)). */
static void notify_begin(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
		(long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

static void log_refusal(const struct log *log, const struct fault *fault)
{
	if (fault->error_count == 0)
		LOG(log, LOG_ERROR, "reload-refused", LOG_CSTR("code", fault->code),
			LOG_TEXT("why", fault->detail));
	for (size_t i = 0; i < fault->error_count; i++)
		LOG(log, LOG_ERROR, "reload-refused", LOG_CSTR("code", fault->errors[i].code),
			LOG_TEXT("why", fault->errors[i].message));
}

static void log_changes(const struct log *log, const struct config_changes *changes)
{
	LOG(log, LOG_INFO, "reloaded", LOG_TEXT("settings", changes->applied));
	if (text_is_set(changes->needs_restart))
		LOG(log, LOG_WARNING, "restart-needed",
			LOG_TEXT("settings", changes->needs_restart));
}

static void handle(const struct reload_signal *reload)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct config_changes changes = {.applied = TEXT_NONE};
	struct config fresh = {.log_level = NULL};

	notify_begin();
	if (config_load(&fresh, reload->config_path, reload->settings, reload->setting_count,
		    &fault) == STATUS_OK &&
		reload_run(reload->service, reload->front, &fresh, &changes, &fault) == STATUS_OK) {
		/* Log the reload before a raised level can suppress it. */
		log_changes(reload->log, &changes);
		atomic_store(&reload->log->threshold, log_level_named(text_from(fresh.log_level)));
	} else {
		log_refusal(reload->log, &fault);
	}
	sd_notify(0, "READY=1");
	arena_free(arena);
}

sigset_t reload_signal_block(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return set;
}

int reload_signal_await_end(const struct reload_signal *reload, const sigset_t *signals)
{
	int received = 0;

	while (sigwait(signals, &received) == 0 && received == SIGHUP)
		handle(reload);
	return received;
}
