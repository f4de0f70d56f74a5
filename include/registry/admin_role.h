/*
 * admin_role: the roles of an admin, as bits. App registration never implies a role.
 *
 * An admin key has roles. An Entra token has roles through its `roles` claim (app roles of the
 * API's app registration) or through a security group (D365 Commerce names moderators by group).
 */
#ifndef REGISTRY_ADMIN_ROLE_H
#define REGISTRY_ADMIN_ROLE_H

#include "base/field.h"

enum admin_role {
	ADMIN_ROLE_ADMIN = 1, /* everything */
	ADMIN_ROLE_MODERATOR = 2, /* moderates reviews */
	ADMIN_ROLE_AUDITOR = 4, /* reads everything, changes nothing */
	ADMIN_ROLE_ANY = 7
};

/* "Registry.Admin", "Reviews.Moderator", "Registry.Auditor", with their bits. */
extern const struct field_name admin_role_names[];

#endif
