/*
 * app_store: single app registrations in the database.
 *
 * Every change increments the registry's revision in the caller's transaction. A removed
 * registration can be read and restored until it is purged.
 */
#ifndef REGISTRY_APP_STORE_H
#define REGISTRY_APP_STORE_H

#include "registry/app.h"
#include "registry/registry_state.h"

/* Reads the registration with this id; texts live in the fault's arena. Returns STATUS_NOT_FOUND if
 * there is none. */
enum status app_store_get(struct db *db, struct guid id, struct app *ret_app, struct fault *fault);

/* Stores a new registration under app->id and sets its revision. Purges a removed registration with
 * the same id. Returns STATUS_CONFLICT, with a message that names the existing id, if the pair is
 * already registered. */
enum status app_store_insert(struct db *db, struct app *app, struct fault *fault);

/* Replaces the registration app->id, except created_*, and sets its revision. */
enum status app_store_update(struct db *db, struct app *app, struct fault *fault);

/* Removes the registration. Returns STATUS_NOT_FOUND if there is none with this id. */
enum status app_store_delete(
	struct db *db, struct guid id, const struct registry_change *change, struct fault *fault);

/* Reads the removed registration with this id. Returns STATUS_NOT_FOUND if there is none. */
enum status app_store_get_deleted(
	struct db *db, struct guid id, struct app *ret_app, struct fault *fault);

/* Lists up to `limit` removed registrations, last removed first, after the one that was removed at
 * `before_ms` and has the id `before` (INT64_MAX: from the start). */
enum status app_store_list_deleted(struct db *db, int64_t before_ms, struct guid before,
	size_t limit, struct app **ret_apps, size_t *ret_count, struct fault *fault);

/* Restores a removed registration; *ret_app receives its new state. Returns STATUS_CONFLICT if its
 * pair has been registered again. */
enum status app_store_restore(struct db *db, struct guid id, const struct registry_change *change,
	struct app *ret_app, struct fault *fault);

/* Deletes a removed registration permanently, together with its usage. */
enum status app_store_purge(struct db *db, struct guid id, struct fault *fault);

/* Fills in the folded name of rows that were stored before names were folded. */
enum status app_store_fold_names(struct db *db, struct fault *fault);

#endif
