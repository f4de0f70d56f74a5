/*
 * app_row: registrations as rows, for the stores of this layer.
 *
 * The functions that write are parts of a change: the caller has the transaction, and has taken the
 * revision that app->revision holds.
 */
#ifndef REGISTRY_APP_ROW_PRIVATE_H
#define REGISTRY_APP_ROW_PRIVATE_H

#include "db/column.h"
#include "registry/app.h"
#include "registry/registry_state.h"
#include "registry/usage_store.h"

/* clang-format off */
/* What the list in memory needs (registry/app_list.h). */
#define APP_COLUMNS_LISTED(KEY, FIRST, NEXT) \
	KEY(id, GUID, id) \
	FIRST(client_app_id, GUID, client_app_id) \
	NEXT(directory_tenant_id, GUID, directory_tenant_id) \
	NEXT(enabled, BOOL, enabled) \
	NEXT(permissions, BITS, permissions) \
	NEXT(accepts_user_tokens, BOOL, accepts_user_tokens) \
	NEXT(accepts_public_clients, BOOL, accepts_public_clients) \
	NEXT(expires_at_ms, TIME_OR_NULL, expires_at_ms)

/* What an update sets and a query reads. */
#define APP_COLUMNS(KEY, FIRST, NEXT) \
	APP_COLUMNS_LISTED(KEY, FIRST, NEXT) \
	NEXT(name, TEXT, name) \
	NEXT(notes, TEXT, notes) \
	NEXT(revision, INT, revision) \
	NEXT(last_modified_at_ms, TIME, last_modified_at_ms) \
	NEXT(last_modified_by, TEXT, last_modified_by)
#define APP_COLUMNS_READ(KEY, FIRST, NEXT) \
	APP_COLUMNS(KEY, FIRST, NEXT) \
	APP_COLUMNS_CREATED(NEXT) \
	NEXT(deleted_at_ms, TIME_OR_NULL, deleted_at_ms) \
	USAGE_STORE_COLUMNS(NEXT)
#define APP_COLUMNS_CREATED(NEXT) \
	NEXT(created_at_ms, TIME, created_at_ms) \
	NEXT(created_by, TEXT, created_by)

/* SELECT, up to WHERE. */
#define APP_ROW_SELECT \
	"SELECT " COLUMN_NAMES(APP_COLUMNS_READ) " " \
	"FROM app_registration LEFT JOIN caller_usage ON caller_id = id "
/* clang-format on */

/* The current row of such a query, texts in the arena. */
struct app app_row_read(const struct db_cursor *rows, struct arena *arena);

/* The first row of a query that db_query() has begun, and ends the query; STATUS_NOT_FOUND, the
 * fault set, when there is none. */
enum status app_row_fetch_one(
	struct db_cursor *rows, struct guid id, struct app *ret_app, struct fault *fault);

/* The fault that there is no registration of that id. */
enum status app_row_not_found(struct guid id, struct fault *fault);

/* STATUS_CONFLICT, naming its id, when another registration has the pair. */
enum status app_row_check_pair(struct db *db, const struct app *app, struct fault *fault);

/* Stores anew. */
enum status app_row_insert(struct db *db, const struct app *row, struct fault *fault);

/* Replaces all but created_*, and brings back what was removed. STATUS_NOT_FOUND: no such row. */
enum status app_row_update(struct db *db, const struct app *row, struct fault *fault);

/* Removes: the row stays, and lets nobody in. */
enum status app_row_remove(struct db *db, struct guid id, int64_t revision,
	const struct registry_change *change, struct fault *fault);

#endif
