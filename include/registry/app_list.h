/*
 * app_list: an in-memory copy of all app registrations, for the guard (auth/guard.h).
 *
 * A loaded list never changes. After any process has changed the registry, the next call to
 * app_list_ref() loads a new list. The list that app_list_ref() returns contains every change that
 * was committed before the call. Thread-safe.
 */
#ifndef REGISTRY_APP_LIST_H
#define REGISTRY_APP_LIST_H

#include "db/pool.h"
#include "registry/app.h"

/* The fields of a registration that the guard needs. */
struct app_entry {
	struct guid directory_tenant_id, client_app_id, id;
	uint32_t permissions;
	bool enabled, accepts_user_tokens, accepts_public_clients;
	int64_t expires_at_ms; /* 0: never expires */
};

struct app_list;
struct app_list_source;

/* Creates a source. The source loads lists and has a reference to the current list. */
struct app_list_source *app_list_source_new(void);

/* Frees the source. Lists to which callers have references stay valid. */
void app_list_source_free(struct app_list_source *source);

/* Returns a reference to the current list, which the caller must release with app_list_unref().
 * Reads the database only if a process has committed a transaction since the previous call. If the
 * registry cannot be read, sets the fault and returns NULL. In this case, the guard must refuse
 * every caller. */
struct app_list *app_list_ref(
	struct app_list_source *source, struct pool *pool, struct fault *fault);
void app_list_unref(struct app_list *list);

/* Returns the entry for this directory and client app, or NULL if the list has no entry for the
 * pair. The entry is valid until the caller releases its reference to the list. */
const struct app_entry *app_list_find(
	const struct app_list *list, struct guid directory_tenant_id, struct guid client_app_id);

/* Returns true if the list contains a registration with this directory. */
bool app_list_has_directory(const struct app_list *list, struct guid directory_tenant_id);

/* Returns true if the client app is registered with any directory. Scans all entries. Call this
 * function only to explain a refusal. */
bool app_list_has_client(const struct app_list *list, struct guid client_app_id);

#endif
