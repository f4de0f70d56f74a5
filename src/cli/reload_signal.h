/*
 * reload_signal: the signals of a service that runs. SIGHUP reloads, SIGTERM and SIGINT end.
 */
#ifndef CLI_RELOAD_SIGNAL_PRIVATE_H
#define CLI_RELOAD_SIGNAL_PRIVATE_H

#include <signal.h>

#include "base/log.h"
#include "service/reload.h"

/* Where the configuration comes from, and what it is for. All borrowed. */
struct reload_signal {
	const char *config_path; /* NULL: settings of the command line alone */
	const char *const *settings;
	size_t setting_count;
	struct service *service;
	struct front *front;
	struct log *log;
};

/* Blocks these signals and returns their set; threads that are started after it inherit that.
 * Signals are waited for, not handled. SIGPIPE is ignored. */
sigset_t reload_signal_block(void);

/* Waits for a signal to end by and returns it.
 *
 * At each SIGHUP before that it reads the configuration anew, takes it on or leaves all as it is,
 * and logs which: "reloaded" and perhaps "restart-needed", or "reload-refused" for each thing that
 * is wrong. systemd is told before and after (sd_notify(3), RELOADING). */
int reload_signal_await_end(const struct reload_signal *reload, const sigset_t *signals);

#endif
