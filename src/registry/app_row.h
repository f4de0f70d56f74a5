/*
 * app_row: app registrations as database rows, for the stores of this layer.
 *
 * Functions that write must run inside the caller's transaction, and app->revision must contain a
 * revision taken with registry_state_advance().
 */
#ifndef REGISTRY_APP_ROW_PRIVATE_H
#define REGISTRY_APP_ROW_PRIVATE_H

#include "db/column.h"
#include "registry/app.h"
#include "registry/registry_state.h"
#include "registry/usage_store.h"

/* clang-format off */
/* Columns of the list in memory (registry/app_list.h). */
#define APP_COLUMNS_LISTED(KEY, FIRST, NEXT) \
	KEY(id, GUID, id) \
	FIRST(client_app_id, GUID, client_app_id) \
	NEXT(directory_tenant_id, GUID, directory_tenant_id) \
	NEXT(enabled, BOOL, enabled) \
	NEXT(permissions, BITS, permissions) \
	NEXT(accepts_user_tokens, BOOL, accepts_user_tokens) \
	NEXT(accepts_public_clients, BOOL, accepts_public_clients) \
	NEXT(expires_at_ms, TIME_OR_NULL, expires_at_ms)

/* Columns that an update sets and a query reads. */
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

/* A SELECT statement up to its WHERE clause. */
#define APP_ROW_SELECT \
	"SELECT " COLUMN_NAMES(APP_COLUMNS_READ) " " \
	"FROM app_registration LEFT JOIN caller_usage ON caller_id = id "
/* clang-format on */

/* Reads the current row of such a query, with texts in the arena. */
struct app app_row_read(const struct db_cursor *rows, struct arena *arena);

/* Reads the first row of a query begun with db_query(), and ends the query. Returns
 * STATUS_NOT_FOUND, with the fault set, if there is no row. */
enum status app_row_fetch_one(
	struct db_cursor *rows, struct guid id, struct app *ret_app, struct fault *fault);

/* Sets the fault "no registration has this id". */
enum status app_row_not_found(struct guid id, struct fault *fault);

/* Returns STATUS_CONFLICT, with a message that names the other registration, if another
 * registration has the same pair. */
enum status app_row_check_pair(struct db *db, const struct app *app, struct fault *fault);

/* Inserts a new row. */
enum status app_row_insert(struct db *db, const struct app *row, struct fault *fault);

/* Replaces all columns except created_*, and restores the row if it was removed. Returns
 * STATUS_NOT_FOUND if there is no such row. */
enum status app_row_update(struct db *db, const struct app *row, struct fault *fault);

/* Marks the row as removed. The row remains, but the guard no longer accepts it. */
enum status app_row_remove(struct db *db, struct guid id, int64_t revision,
	const struct registry_change *change, struct fault *fault);

#endif
