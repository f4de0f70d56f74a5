#include "auth/admin_policy.h"

#include <stdlib.h>
#include <string.h>

#define GROUP_SETTINGS 3

/* A list under construction. */
struct reading {
	struct admin_policy_entry *entries;
	size_t count;
};

bool admin_policy_parse_id(struct text word, struct guid *ret_id)
{
	return guid_parse_strict(word, ret_id) && !guid_is_zero(*ret_id);
}

/* Inserts the id in order. Adds the roles to an existing entry. */
static void insert(struct reading *list, struct guid id, uint32_t roles)
{
	struct admin_policy_entry *at = list->entries, *end = list->entries + list->count;

	while (at < end && guid_compare(at->id, id) < 0)
		at++;
	if (at == end || !guid_equal(at->id, id)) {
		memmove(at + 1, at, (size_t)(end - at) * sizeof(*at));
		*at = (struct admin_policy_entry){.id = id};
		list->count++;
	}
	at->roles |= roles;
}

static void add(struct reading *list, const char *words, uint32_t roles)
{
	struct text rest = text_from(words), word;
	struct guid id;

	for (int i = 0; i < ADMIN_POLICY_IDS_MAX && text_next_word(&rest, &word); i++) {
		if (admin_policy_parse_id(word, &id))
			insert(list, id, roles);
	}
}

static struct reading start(struct arena *arena, size_t settings)
{
	return (struct reading){arena_array(arena, settings * ADMIN_POLICY_IDS_MAX,
					sizeof(struct admin_policy_entry)),
		0};
}

static struct admin_policy_list end(const struct reading *list)
{
	return (struct admin_policy_list){list->entries, list->count};
}

struct admin_policy admin_policy_read(
	struct arena *arena, const struct admin_policy_options *options)
{
	struct reading directories = start(arena, 1), clients = start(arena, 1);
	struct reading groups = start(arena, GROUP_SETTINGS);
	struct text rest = text_from(options->clients), word;

	add(&directories, options->directories, ADMIN_ROLE_ANY);
	add(&clients, options->clients, ADMIN_ROLE_ANY);
	add(&groups, options->admin_groups, ADMIN_ROLE_ADMIN);
	add(&groups, options->moderator_groups, ADMIN_ROLE_MODERATOR);
	add(&groups, options->auditor_groups, ADMIN_ROLE_AUDITOR);
	return (struct admin_policy){.directories = end(&directories),
		/* An invalid id must not turn an admin.clients with entries into "any client". */
		.any_client = !text_next_word(&rest, &word),
		.clients = end(&clients),
		.groups = end(&groups)};
}

static int compare(const void *a, const void *b)
{
	const struct admin_policy_entry *left = a, *right = b;

	return guid_compare(left->id, right->id);
}

uint32_t admin_policy_find(const struct admin_policy_list *list, struct guid id)
{
	const struct admin_policy_entry key = {.id = id};
	const struct admin_policy_entry *entry = NULL;

	if (list->count > 0)
		entry = bsearch(&key, list->entries, list->count, sizeof(key), compare);
	return entry == NULL ? 0 : entry->roles;
}

uint32_t admin_policy_app_role(struct text name)
{
	for (const struct field_name *row = admin_role_names; row->name != NULL; row++) {
		if (text_equal(text_from(row->name), name))
			return row->bit;
	}
	return 0;
}
