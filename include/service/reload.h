/*
 * reload: applies a new configuration to the running service (SIGHUP).
 *
 * Connections and calls in progress continue. An invalid configuration changes nothing. Calls read
 * the configuration without a lock and see either the old or the new one.
 */
#ifndef SERVICE_RELOAD_H
#define SERVICE_RELOAD_H

#include "api/pipeline/front.h"
#include "config/config_reload.h"

/* Applies the settings of `fresh` that a running service can change. Always reads the certificate
 * and the word lists again. Copies the texts that it keeps. Sets *ret_changes, in the fault's
 * arena, to the differences. On a failure nothing changes, and the fault lists all errors. Call it
 * from one thread at a time. */
enum status reload_run(struct service *service, struct front *front, const struct config *fresh,
	struct config_changes *ret_changes, struct fault *fault);

#endif
