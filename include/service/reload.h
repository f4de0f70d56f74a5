/*
 * reload: applies a new configuration to the running service, after SIGHUP.
 *
 * Connections stay open, and requests in progress continue. Threads read the configuration without
 * a lock. A thread gets either the old or the new configuration, never a mixture.
 */
#ifndef SERVICE_RELOAD_H
#define SERVICE_RELOAD_H

#include "api/pipeline/front.h"
#include "config/config_reload.h"

/* Applies the settings of `fresh` that can change without a restart. Reads the certificate and the
 * word lists again. The caller may free `fresh` afterwards. *ret_changes receives the names of the
 * settings that differ, in the fault's arena. If `fresh` is invalid, changes nothing and adds all
 * errors to the fault. Only one thread at a time may call this function. */
enum status reload_run(struct service *service, struct front *front, const struct config *fresh,
	struct config_changes *ret_changes, struct fault *fault);

#endif
