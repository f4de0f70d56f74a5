/*
 * admin_role: what an admin may do; bits. Never implied by being registered as an app.
 *
 * An admin key has roles, and so has an Entra token: by its claim `roles` (app roles of the API's
 * app registration), or by a security group (D365 Commerce names moderators by group).
 */
#ifndef REGISTRY_ADMIN_ROLE_H
#define REGISTRY_ADMIN_ROLE_H

#include "base/field.h"

enum admin_role {
	ADMIN_ROLE_ADMIN = 1, /* everything */
	ADMIN_ROLE_MODERATOR = 2, /* what reviews show */
	ADMIN_ROLE_AUDITOR = 4, /* reads everything, changes nothing */
	ADMIN_ROLE_ANY = 7
};

/* "Registry.Admin", "Reviews.Moderator", "Registry.Auditor", with their bits. */
extern const struct field_name admin_role_names[];

#endif
