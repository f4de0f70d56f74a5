/*
 * app_store: registrations in the database.
 *
 * Every change moves registry_state.revision in the same transaction. The functions that write run
 * inside a transaction of the caller's.
 */
#ifndef REGISTRY_APP_STORE_H
#define REGISTRY_APP_STORE_H

#include "db/db.h"
#include "registry/app.h"

#define APP_STORE_PAGE_MAX 1000

/* The registration of that id, texts in the fault's arena; STATUS_NOT_FOUND when there is none. */
enum status app_store_get(struct db *db, struct guid id, struct app *ret_app, struct fault *fault);

/* Up to `limit` registrations with an id greater than `after` (zero: from the start), by id. */
enum status app_store_list(struct db *db, struct guid after, size_t limit, struct app **ret_apps,
	size_t *ret_count, struct fault *fault);

/* Stores a new registration with the id it has, and sets its revision. STATUS_CONFLICT, naming the
 * existing id, when the pair is registered already. */
enum status app_store_insert(struct db *db, struct app *app, struct fault *fault);

/* Replaces what app->id holds, created_* excepted, and sets its revision. */
enum status app_store_update(struct db *db, struct app *app, struct fault *fault);

/* Removes; STATUS_NOT_FOUND when there is no such registration. */
enum status app_store_delete(
	struct db *db, struct guid id, int64_t now_ms, struct text by, struct fault *fault);

/* registry_state.revision. */
enum status app_store_revision(struct db *db, int64_t *ret_revision, struct fault *fault);

#endif
