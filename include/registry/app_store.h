/*
 * app_store: reads and changes single app registrations in the database.
 *
 * Begin a transaction before you call a function that writes. The functions that insert, update,
 * remove or restore a registration also increment the registry's revision. A caller can read and
 * restore a removed registration until the registration is purged.
 */
#ifndef REGISTRY_APP_STORE_H
#define REGISTRY_APP_STORE_H

#include "registry/app.h"
#include "registry/registry_state.h"

/* Reads the registration with this id. Allocates the texts in the fault's arena. Returns
 * STATUS_NOT_FOUND if no registration has this id or if the registration was removed. */
enum status app_store_get(struct db *db, struct guid id, struct app *ret_app, struct fault *fault);

/* Stores a new registration under app->id and sets app->revision. If a removed registration has the
 * same id, the function first purges that registration. Returns STATUS_CONFLICT if the pair of
 * client app ID and directory ID is already registered. In this case fault->detail contains the id
 * of the existing registration. */
enum status app_store_insert(struct db *db, struct app *app, struct fault *fault);

/* Replaces the stored registration that has the id app->id. The stored created_at_ms and created_by
 * do not change. Sets app->revision. Returns STATUS_NOT_FOUND if no stored registration has this
 * id. Returns STATUS_CONFLICT if another registration has the same pair of client app ID and
 * directory ID. */
enum status app_store_update(struct db *db, struct app *app, struct fault *fault);

/* Removes the registration with this id. Returns STATUS_NOT_FOUND if no registration has this id or
 * if the registration was already removed. */
enum status app_store_delete(
	struct db *db, struct guid id, const struct registry_change *change, struct fault *fault);

/* Reads the removed registration with this id. Returns STATUS_NOT_FOUND if no removed registration
 * has this id. */
enum status app_store_get_deleted(
	struct db *db, struct guid id, struct app *ret_app, struct fault *fault);

/* Lists up to `limit` removed registrations, most recently removed first. The list begins after the
 * registration that was removed at `before_ms` and has the id `before`. If `before_ms` is
 * INT64_MAX, the list begins with the most recently removed registration. */
enum status app_store_list_deleted(struct db *db, int64_t before_ms, struct guid before,
	size_t limit, struct app **ret_apps, size_t *ret_count, struct fault *fault);

/* Restores the removed registration with this id. *ret_app receives the restored registration.
 * Returns STATUS_NOT_FOUND if no removed registration has this id. Returns STATUS_CONFLICT if
 * another registration now has the same pair of client app ID and directory ID. */
enum status app_store_restore(struct db *db, struct guid id, const struct registry_change *change,
	struct app *ret_app, struct fault *fault);

/* Permanently deletes the removed registration with this id, together with its usage. Does nothing
 * if no removed registration has this id. */
enum status app_store_purge(struct db *db, struct guid id, struct fault *fault);

/* Stores the folded name (base/fold.h) of each registration that does not have a folded name yet.
 * These registrations come from an older version of the database. Skips removed registrations. */
enum status app_store_fold_names(struct db *db, struct fault *fault);

#endif
