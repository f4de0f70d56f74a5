/*
 * admin_settings: what the configuration says of admins.
 */
#ifndef SERVICE_ADMIN_SETTINGS_PRIVATE_H
#define SERVICE_ADMIN_SETTINGS_PRIVATE_H

#include "auth/issuer.h"
#include "base/fault.h"
#include "config/config.h"

/* Adds a fault for each word of the lists that is no id, each list that is too long, and for what
 * would let nobody sign in at a directory; with the setting as its target. `issuers` are those of
 * the same configuration. */
enum status admin_settings_check(
	const struct config *config, const struct issuer_list *issuers, struct fault *fault);

/* Digest of the settings by which people sign in and are admins. A session outlives the process
 * that made it, and must not outlive what let its admin in. */
struct text admin_settings_digest(const struct config *config, struct arena *arena);

#endif
