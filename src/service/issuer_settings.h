/*
 * issuer_settings: reads the list of token issuers from the configuration.
 */
#ifndef SERVICE_ISSUER_SETTINGS_PRIVATE_H
#define SERVICE_ISSUER_SETTINGS_PRIVATE_H

#include "auth/issuer.h"
#include "base/fault.h"
#include "config/config.h"

/* Reads the list into the arena. The list refers to texts of `config`. Adds an error to the fault
 * for each invalid setting; the target of an error is the name of the setting. If there is an
 * error, *ret_list must not be used. */
enum status issuer_settings_read(const struct config *config, struct arena *arena,
	struct issuer_list *ret_list, struct fault *fault);

#endif
