/*
 * app_list: the app registrations in memory, for the guard.
 *
 * A list is immutable; a new one replaces it after any process has changed the registry.
 * app_list_ref() sees every change committed before the call. Thread-safe.
 */
#ifndef REGISTRY_APP_LIST_H
#define REGISTRY_APP_LIST_H

#include "db/pool.h"
#include "registry/app.h"

/* The fields of a registration that the guard reads. */
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

/* Returns a reference to the current list, to be released with app_list_unref(). Reads the database
 * only if something was committed since the previous call. Returns NULL, with the fault set, if the
 * registry cannot be read; the guard must then refuse every caller. */
struct app_list *app_list_ref(
	struct app_list_source *source, struct pool *pool, struct fault *fault);
void app_list_unref(struct app_list *list);

/* Returns the entry of the pair, or NULL. The entry is valid as long as the caller's reference to
 * the list. */
const struct app_entry *app_list_find(
	const struct app_list *list, struct guid directory_tenant_id, struct guid client_app_id);

bool app_list_has_directory(const struct app_list *list, struct guid directory_tenant_id);

/* Returns true if the client app is registered with any directory. Scans all entries, so it is
 * meant for refusals only. */
bool app_list_has_client(const struct app_list *list, struct guid client_app_id);

#endif
