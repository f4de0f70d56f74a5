/*
 * admin_policy: the configured rules for accepting tokens as admin credentials.
 *
 * The rules list the accepted directories, the accepted client apps, and the security groups that
 * grant each role. The names of the app roles are not configurable. They are in admin_role_names.
 */
#ifndef AUTH_ADMIN_POLICY_H
#define AUTH_ADMIN_POLICY_H

#include "base/guid.h"
#include "registry/admin_role.h"

/* Maximum number of words that are read from one setting. Further words are ignored. */
#define ADMIN_POLICY_IDS_MAX 64

struct admin_policy_entry {
	struct guid id; /* id of a directory, client app or group */
	uint32_t roles; /* roles that the entry allows, as bits of enum admin_role; never 0 */
};

/* A list of entries, sorted by id and without duplicates. */
struct admin_policy_list {
	const struct admin_policy_entry *entries;
	size_t count;
};

struct admin_policy {
	struct admin_policy_list directories; /* if empty, no token is accepted */
	bool any_client; /* accept every client app, because admin.clients is empty */
	struct admin_policy_list clients;
	struct admin_policy_list groups;
};

/* The settings that define the policy. Each setting is a list of ids, separated by blanks or
 * commas. NULL means an empty list. */
struct admin_policy_options {
	const char *directories, *clients;
	const char *admin_groups, *moderator_groups, *auditor_groups;
};

/* Parses the settings and returns the policy. The lists of the policy live in the arena. Ignores
 * words that admin_policy_parse_id() rejects. */
struct admin_policy admin_policy_read(
	struct arena *arena, const struct admin_policy_options *options);

/* Parses one word of a list. Returns false if guid_parse_strict() rejects the word, or if the id is
 * zero. */
bool admin_policy_parse_id(struct text word, struct guid *ret_id);

/* Returns the roles of the entry with this id, or 0 if the list does not contain the id. */
uint32_t admin_policy_find(const struct admin_policy_list *list, struct guid id);

/* `name` is the name of an app role in Entra. Returns the bit of the admin role that has this name,
 * or 0 if no admin role has it. The comparison is case-sensitive, as in Entra. */
uint32_t admin_policy_app_role(struct text name);

#endif
