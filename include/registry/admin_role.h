/*
 * admin_role: the roles of an admin, as bits.
 *
 * An admin key lists its roles. An Entra token grants roles in two ways. One way is the `roles`
 * claim of the token, which lists Entra app roles. The other way is the caller's membership of
 * security groups. D365 Commerce, too, selects moderators by security group. An S2S app
 * registration (registry/app.h) never grants an admin role.
 */
#ifndef REGISTRY_ADMIN_ROLE_H
#define REGISTRY_ADMIN_ROLE_H

#include "base/field.h"

enum admin_role {
	ADMIN_ROLE_ADMIN = 1, /* may do everything */
	ADMIN_ROLE_MODERATOR = 2, /* may moderate reviews */
	ADMIN_ROLE_AUDITOR = 4, /* may read everything and change nothing */
	ADMIN_ROLE_ANY = 7 /* all roles; as a requirement: any role is sufficient */
};

/* The names "Registry.Admin", "Reviews.Moderator" and "Registry.Auditor" and the bit of each role.
 */
extern const struct field_name admin_role_names[];

#endif
