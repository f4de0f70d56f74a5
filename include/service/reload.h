/*
 * reload: applies a new configuration to the running service, after SIGHUP.
 *
 * Open connections and running calls continue. A call reads the configuration without a lock and
 * gets either the old configuration or the new one, never a mixture.
 */
#ifndef SERVICE_RELOAD_H
#define SERVICE_RELOAD_H

#include "api/pipeline/front.h"
#include "config/config_reload.h"

/* Applies the settings of `fresh` that can change without a restart, and reads the certificate and
 * the word lists again. Copies the texts that it needs, so `fresh` may be freed afterwards.
 * *ret_changes receives the names of the settings that differ, in the fault's arena. If `fresh` is
 * invalid, changes nothing and adds all errors to the fault. Only one thread may call this at a
 * time. */
enum status reload_run(struct service *service, struct front *front, const struct config *fresh,
	struct config_changes *ret_changes, struct fault *fault);

#endif
