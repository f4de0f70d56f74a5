/*
 * app_list: the registrations in memory, for the guard.
 *
 * Promises: a list never changes; a change of the registry, by this or another process, makes a new
 * one. app_list_ref() sees every change committed before it was called.
 */
#ifndef REGISTRY_APP_LIST_H
#define REGISTRY_APP_LIST_H

#include "db/pool.h"
#include "registry/app.h"

/* What the guard needs of a registration. */
struct app_entry {
	struct guid directory_tenant_id, client_app_id, id;
	uint32_t permissions;
	bool enabled, accepts_user_tokens, accepts_public_clients;
	int64_t expires_at_ms; /* 0: never */
};

struct app_list;
struct app_list_source;

struct app_list_source *app_list_source_new(void);
void app_list_source_free(struct app_list_source *source);

/* The current list, to give back with app_list_unref(). Reads the database only when something has
 * been committed since the last take.
 * NULL, with the fault set, when the registry cannot be read: nobody may pass then. */
struct app_list *app_list_ref(
	struct app_list_source *source, struct pool *pool, struct fault *fault);
void app_list_unref(struct app_list *list);

/* The entry of the pair, or NULL; valid until the list is dropped. */
const struct app_entry *app_list_find(
	const struct app_list *list, struct guid directory_tenant_id, struct guid client_app_id);

bool app_list_has_directory(const struct app_list *list, struct guid directory_tenant_id);

/* Whether the client app is registered with any directory. Looks at every entry: for refusals. */
bool app_list_has_client(const struct app_list *list, struct guid client_app_id);

#endif
