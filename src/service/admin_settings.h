/*
 * admin_settings: checks the settings of section [admin], and computes a digest of them.
 */
#ifndef SERVICE_ADMIN_SETTINGS_PRIVATE_H
#define SERVICE_ADMIN_SETTINGS_PRIVATE_H

#include "auth/issuer.h"
#include "base/fault.h"
#include "config/config.h"

/* Adds an error to the fault for each list entry that is not a GUID, and for each list that is too
 * long. Also adds an error for each setting that would make every sign-in at the directory fail.
 * The target of an error is the name of the setting. `issuers` must come from the same `config`. */
enum status admin_settings_check(
	const struct config *config, const struct issuer_list *issuers, struct fault *fault);

/* Returns a digest, in the arena, of the settings that decide which users may sign in and with
 * which roles. Sessions survive a restart. If the digest has changed, the service must end the
 * sessions of admins who signed in at the directory. */
struct text admin_settings_digest(const struct config *config, struct arena *arena);

#endif
