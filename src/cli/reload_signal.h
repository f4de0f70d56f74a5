/*
 * reload_signal: handles the signals of a running service. SIGHUP reloads the configuration.
 * SIGTERM and SIGINT end the service.
 */
#ifndef CLI_RELOAD_SIGNAL_PRIVATE_H
#define CLI_RELOAD_SIGNAL_PRIVATE_H

#include <signal.h>

#include "base/log.h"
#include "service/reload.h"

/* The sources of the configuration, and the objects to which it is applied. All pointers must
 * remain valid until reload_signal_await_end() returns. */
struct reload_signal {
	const char *config_path; /* NULL if there is no configuration file */
	const char *const *settings; /* settings from the command line: "section.key=value" */
	size_t setting_count;
	struct service *service;
	struct front *front;
	struct log *log;
};

/* Blocks SIGHUP, SIGTERM and SIGINT in the calling thread and in all threads that this thread
 * starts later. Ignores SIGPIPE. Returns the set of blocked signals. */
sigset_t reload_signal_block(void);

/* Blocks until SIGTERM or SIGINT arrives, and returns the number of the signal. `signals` is the
 * result of reload_signal_block().
 *
 * On each SIGHUP until then, reads the configuration again and applies it. Logs "reloaded", and
 * also "restart-needed" if a changed setting needs a restart. If the configuration is invalid,
 * changes nothing and logs "reload-refused" for each error. Notifies systemd when a reload begins
 * and ends (RELOADING in sd_notify(3)). */
int reload_signal_await_end(const struct reload_signal *reload, const sigset_t *signals);

#endif
