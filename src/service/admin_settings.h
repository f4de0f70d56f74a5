/*
 * admin_settings: checks the admin settings.
 */
#ifndef SERVICE_ADMIN_SETTINGS_PRIVATE_H
#define SERVICE_ADMIN_SETTINGS_PRIVATE_H

#include "auth/issuer.h"
#include "base/fault.h"
#include "config/config.h"

/* Adds an error for each list entry that is not a GUID, each list that is too long, and each
 * setting that would make every sign-in at the directory fail. The target of an error is its
 * setting. `issuers` must come from the same configuration. */
enum status admin_settings_check(
	const struct config *config, const struct issuer_list *issuers, struct fault *fault);

/* Returns a digest of the settings that decide who may sign in and with which roles. A session
 * survives a restart, but must end when these settings change. */
struct text admin_settings_digest(const struct config *config, struct arena *arena);

#endif
