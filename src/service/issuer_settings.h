/*
 * issuer_settings: reads the list of token issuers from the configuration.
 */
#ifndef SERVICE_ISSUER_SETTINGS_PRIVATE_H
#define SERVICE_ISSUER_SETTINGS_PRIVATE_H

#include "auth/issuer.h"
#include "base/fault.h"
#include "config/config.h"

/* Reads the list into the arena; it borrows the configuration's texts. Adds an error for every
 * invalid setting, with the setting as its target; *ret_list must not be used then. */
enum status issuer_settings_read(const struct config *config, struct arena *arena,
	struct issuer_list *ret_list, struct fault *fault);

#endif
