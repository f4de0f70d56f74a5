/*
 * issuer_settings: reads the list of token issuers from the configuration.
 */
#ifndef SERVICE_ISSUER_SETTINGS_PRIVATE_H
#define SERVICE_ISSUER_SETTINGS_PRIVATE_H

#include "auth/issuer.h"
#include "base/fault.h"
#include "config/config.h"

/* Reads the list into the arena. The list points to texts of `config`. Adds an error to the fault
 * for each invalid setting. The target of an error is the name of the setting. If the function adds
 * an error, the caller must not use *ret_list. */
enum status issuer_settings_read(const struct config *config, struct arena *arena,
	struct issuer_list *ret_list, struct fault *fault);

#endif
