/*
 * admin_role: the roles of an admin, as bits.
 *
 * An admin key lists its roles. An Entra token grants roles through its `roles` claim, which
 * contains Entra app roles, or through the caller's membership of security groups. D365 Commerce
 * also selects moderators by group. An S2S app registration (registry/app.h) never grants an admin
 * role.
 */
#ifndef REGISTRY_ADMIN_ROLE_H
#define REGISTRY_ADMIN_ROLE_H

#include "base/field.h"

enum admin_role {
	ADMIN_ROLE_ADMIN = 1, /* may do everything */
	ADMIN_ROLE_MODERATOR = 2, /* may moderate reviews */
	ADMIN_ROLE_AUDITOR = 4, /* may read everything and change nothing */
	ADMIN_ROLE_ANY = 7 /* mask of all roles; a call that requires it accepts any of them */
};

/* The role names "Registry.Admin", "Reviews.Moderator" and "Registry.Auditor", each with its bit.
 */
extern const struct field_name admin_role_names[];

#endif
