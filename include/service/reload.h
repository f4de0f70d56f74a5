/*
 * reload: takes on a configuration while the service answers (SIGHUP).
 *
 * Connections and calls under way go on. A configuration that is not good as a whole changes
 * nothing. Calls read the configuration without a lock: they see the old one or the new one.
 */
#ifndef SERVICE_RELOAD_H
#define SERVICE_RELOAD_H

#include "api/pipeline/front.h"
#include "config/config_reload.h"

/* Takes on what a running service can of `fresh`; certificate and word lists are read anew even
 * where their names are the same. Copies what it keeps. *ret_changes, in the fault's arena, says
 * what differs. On a fault, which names all that is wrong, nothing has changed. One thread at a
 * time. */
enum status reload_run(struct service *service, struct front *front, const struct config *fresh,
	struct config_changes *ret_changes, struct fault *fault);

#endif
