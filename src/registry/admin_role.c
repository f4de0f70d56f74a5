#include "registry/admin_role.h"

const struct field_name admin_role_names[] = {
	{"Registry.Admin", ADMIN_ROLE_ADMIN},
	{"Reviews.Moderator", ADMIN_ROLE_MODERATOR},
	{"Registry.Auditor", ADMIN_ROLE_AUDITOR},
	{NULL, 0},
};
