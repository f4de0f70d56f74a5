/*
 * admin_key_command: the commands `s2s-registry admin-key create`, `list` and `disable`.
 */
#ifndef CLI_ADMIN_KEY_COMMAND_PRIVATE_H
#define CLI_ADMIN_KEY_COMMAND_PRIVATE_H

#include "config/config.h"

/* Each function opens the database, prints the result or the errors, and returns the exit status.
 * `roles` is a comma-separated list of role names; if NULL, it defaults to Registry.Admin. */
int admin_key_command_create(
	const struct config *config, const char *name, const char *roles, struct fault *fault);
int admin_key_command_list(const struct config *config, struct fault *fault);
int admin_key_command_disable(const struct config *config, const char *name, struct fault *fault);

#endif
