/*
 * issuer_settings: who may issue tokens, out of the configuration.
 */
#ifndef SERVICE_ISSUER_SETTINGS_PRIVATE_H
#define SERVICE_ISSUER_SETTINGS_PRIVATE_H

#include "auth/issuer.h"
#include "base/fault.h"
#include "config/config.h"

/* The list, in the arena, borrowing the configuration's texts. Every fault found is added, with the
 * setting as its target; *ret_list is then of no use. */
enum status issuer_settings_read(const struct config *config, struct arena *arena,
	struct issuer_list *ret_list, struct fault *fault);

#endif
