/*
 * admin_policy: whose tokens may be an admin's, by configuration: directories, client apps, and
 * security groups with the role that each stands for.
 *
 * Promises: a look-up is a binary search, so what a token can make it cost is bounded by the
 * token's length. App roles are not configured: their names are those of admin_role_names.
 */
#ifndef AUTH_ADMIN_POLICY_H
#define AUTH_ADMIN_POLICY_H

#include "base/guid.h"
#include "registry/admin_role.h"

#define ADMIN_POLICY_IDS_MAX 64 /* of each setting; further ones count for nothing */

/* An id, and the roles that may come by way of it; bits of enum admin_role, never 0. */
struct admin_policy_entry {
	struct guid id;
	uint32_t roles;
};

/* Ordered by id, none twice. */
struct admin_policy_list {
	const struct admin_policy_entry *entries;
	size_t count;
};

struct admin_policy {
	struct admin_policy_list directories; /* empty: no token is an admin's */
	bool any_client; /* admin.clients has no word at all */
	struct admin_policy_list clients;
	struct admin_policy_list groups;
};

/* Lists of ids, separated by blanks or commas; NULL is an empty one. */
struct admin_policy_options {
	const char *directories, *clients;
	const char *admin_groups, *moderator_groups, *auditor_groups;
};

/* The policy, in the arena. Words that admin_policy_parse_id() refuses count for nothing. */
struct admin_policy admin_policy_read(
	struct arena *arena, const struct admin_policy_options *options);

/* An id of a list: a GUID in its canonical form, not zero. */
bool admin_policy_parse_id(struct text word, struct guid *ret_id);

/* Roles of the list's entry with that id; 0 when there is none. */
uint32_t admin_policy_find(const struct admin_policy_list *list, struct guid id);

/* Role of that app role, to the letter (Entra compares so too); 0 when it is none of ours. */
uint32_t admin_policy_app_role(struct text name);

#endif
