/*
 * reload_signal: handles the signals of a running service: SIGHUP reloads the configuration,
 * SIGTERM and SIGINT end the service.
 */
#ifndef CLI_RELOAD_SIGNAL_PRIVATE_H
#define CLI_RELOAD_SIGNAL_PRIVATE_H

#include <signal.h>

#include "base/log.h"
#include "service/reload.h"

/* The sources of the configuration, and the objects that it applies to. All are borrowed. */
struct reload_signal {
	const char *config_path; /* NULL: only the settings of the command line */
	const char *const *settings;
	size_t setting_count;
	struct service *service;
	struct front *front;
	struct log *log;
};

/* Blocks these signals in the calling thread and in all threads that it starts later, and ignores
 * SIGPIPE. Returns the set of blocked signals, for sigwait(3). */
sigset_t reload_signal_block(void);

/* Waits for SIGTERM or SIGINT and returns it.
 *
 * On each SIGHUP until then, reads the configuration again and applies it. Logs "reloaded", and
 * "restart-needed" if settings changed that need a restart. If the configuration is invalid,
 * nothing changes, and "reload-refused" is logged for each error. Notifies systemd of the start and
 * the end of a reload (sd_notify(3), RELOADING). */
int reload_signal_await_end(const struct reload_signal *reload, const sigset_t *signals);

#endif
