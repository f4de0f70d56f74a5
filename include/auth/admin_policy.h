/*
 * admin_policy: the configured rules for accepting tokens as admin credentials.
 *
 * The rules list the accepted directories and client apps, and the security groups that grant each
 * role. A lookup is a binary search, so its cost does not depend on the token. App roles are not
 * configurable: their names are those of admin_role_names.
 */
#ifndef AUTH_ADMIN_POLICY_H
#define AUTH_ADMIN_POLICY_H

#include "base/guid.h"
#include "registry/admin_role.h"

#define ADMIN_POLICY_IDS_MAX 64 /* per setting; further ids are ignored */

/* An id and the roles it may grant: bits of enum admin_role, never 0. */
struct admin_policy_entry {
	struct guid id;
	uint32_t roles;
};

/* Sorted by id, without duplicates. */
struct admin_policy_list {
	const struct admin_policy_entry *entries;
	size_t count;
};

struct admin_policy {
	struct admin_policy_list directories; /* empty: no token is accepted from admins */
	bool any_client; /* admin.clients is empty */
	struct admin_policy_list clients;
	struct admin_policy_list groups;
};

/* Lists of ids separated by blanks or commas. NULL means an empty list. */
struct admin_policy_options {
	const char *directories, *clients;
	const char *admin_groups, *moderator_groups, *auditor_groups;
};

/* Returns the policy, allocated in the arena. Ignores words that admin_policy_parse_id()
 * rejects. */
struct admin_policy admin_policy_read(
	struct arena *arena, const struct admin_policy_options *options);

/* Parses one id of a list: a nonzero GUID in canonical form. Returns false for anything else. */
bool admin_policy_parse_id(struct text word, struct guid *ret_id);

/* Returns the roles of the entry with this id, or 0 if there is none. */
uint32_t admin_policy_find(const struct admin_policy_list *list, struct guid id);

/* Returns the admin role with this app role name, or 0 if there is none. The comparison is
 * case-sensitive, as in Entra. */
uint32_t admin_policy_app_role(struct text name);

#endif
