/*
 * app_store: single registrations in the database.
 *
 * Every change moves the registry's revision in the same transaction, which is the caller's. What
 * is removed can be read and restored until it is purged.
 */
#ifndef REGISTRY_APP_STORE_H
#define REGISTRY_APP_STORE_H

#include "registry/app.h"
#include "registry/registry_state.h"

/* The registration of that id, texts in the fault's arena; STATUS_NOT_FOUND when there is none. */
enum status app_store_get(struct db *db, struct guid id, struct app *ret_app, struct fault *fault);

/* Stores a new registration with the id it has, and sets its revision; what was removed under that
 * id is purged. STATUS_CONFLICT, naming the existing id, when the pair is registered already. */
enum status app_store_insert(struct db *db, struct app *app, struct fault *fault);

/* Replaces what app->id holds, created_* excepted, and sets its revision. */
enum status app_store_update(struct db *db, struct app *app, struct fault *fault);

/* Removes; STATUS_NOT_FOUND when there is no such registration. */
enum status app_store_delete(
	struct db *db, struct guid id, const struct registry_change *change, struct fault *fault);

/* The removed registration of that id. */
enum status app_store_get_deleted(
	struct db *db, struct guid id, struct app *ret_app, struct fault *fault);

/* Up to `limit` removed ones, last removed first, behind the one that was removed at `before_ms`
 * and has the id `before` (INT64_MAX: from the start). */
enum status app_store_list_deleted(struct db *db, int64_t before_ms, struct guid before,
	size_t limit, struct app **ret_apps, size_t *ret_count, struct fault *fault);

/* Brings a removed registration back, and gives it as it is now. STATUS_CONFLICT when its pair is
 * registered again. */
enum status app_store_restore(struct db *db, struct guid id, const struct registry_change *change,
	struct app *ret_app, struct fault *fault);

/* Forgets a removed registration for good, and what is counted of it. */
enum status app_store_purge(struct db *db, struct guid id, struct fault *fault);

/* Folds the names that were stored before names were folded. */
enum status app_store_fold_names(struct db *db, struct fault *fault);

#endif
