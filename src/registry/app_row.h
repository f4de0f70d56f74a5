/*
 * app_row: reads and writes app registrations as database rows, for the stores of this layer.
 *
 * Begin a transaction before you call a function that writes. app_row_insert() and app_row_update()
 * store row->revision. The caller must first set row->revision with registry_state_advance().
 */
#ifndef REGISTRY_APP_ROW_PRIVATE_H
#define REGISTRY_APP_ROW_PRIVATE_H

#include "db/column.h"
#include "registry/app.h"
#include "registry/registry_state.h"
#include "registry/usage_store.h"

/* clang-format off */
/* Columns that registry/app_list.h loads into memory. */
#define APP_COLUMNS_LISTED(KEY, FIRST, NEXT) \
	KEY(id, GUID, id) \
	FIRST(client_app_id, GUID, client_app_id) \
	NEXT(directory_tenant_id, GUID, directory_tenant_id) \
	NEXT(enabled, BOOL, enabled) \
	NEXT(permissions, BITS, permissions) \
	NEXT(accepts_user_tokens, BOOL, accepts_user_tokens) \
	NEXT(accepts_public_clients, BOOL, accepts_public_clients) \
	NEXT(expires_at_ms, TIME_OR_NULL, expires_at_ms)

/* Columns that an insert or update writes and a query reads. */
#define APP_COLUMNS(KEY, FIRST, NEXT) \
	APP_COLUMNS_LISTED(KEY, FIRST, NEXT) \
	NEXT(name, TEXT, name) \
	NEXT(notes, TEXT, notes) \
	NEXT(revision, INT, revision) \
	NEXT(last_modified_at_ms, TIME, last_modified_at_ms) \
	NEXT(last_modified_by, TEXT, last_modified_by)

/* All columns that a query reads. */
#define APP_COLUMNS_READ(KEY, FIRST, NEXT) \
	APP_COLUMNS(KEY, FIRST, NEXT) \
	APP_COLUMNS_CREATED(NEXT) \
	NEXT(deleted_at_ms, TIME_OR_NULL, deleted_at_ms) \
	USAGE_STORE_COLUMNS(NEXT)

/* Columns that only an insert writes. */
#define APP_COLUMNS_CREATED(NEXT) \
	NEXT(created_at_ms, TIME, created_at_ms) \
	NEXT(created_by, TEXT, created_by)

/* A SELECT statement without its WHERE clause. */
#define APP_ROW_SELECT \
	"SELECT " COLUMN_NAMES(APP_COLUMNS_READ) " " \
	"FROM app_registration LEFT JOIN caller_usage ON caller_id = id "
/* clang-format on */

/* Returns the registration in the current row of an APP_ROW_SELECT query. Copies texts into the
 * arena. */
struct app app_row_read(const struct db_cursor *rows, struct arena *arena);

/* Reads the first row of a query that db_query() has begun, and ends the query. If there is no row,
 * calls app_row_not_found(id, fault) and returns STATUS_NOT_FOUND. */
enum status app_row_fetch_one(
	struct db_cursor *rows, struct guid id, struct app *ret_app, struct fault *fault);

/* Sets the fault to "there is no app registration with this id". Returns STATUS_NOT_FOUND. */
enum status app_row_not_found(struct guid id, struct fault *fault);

/* Returns STATUS_CONFLICT if another registration has the same pair of client app ID and directory
 * ID. In this case fault->detail contains the id of the other registration. */
enum status app_row_check_pair(struct db *db, const struct app *app, struct fault *fault);

/* Inserts a new row. */
enum status app_row_insert(struct db *db, const struct app *row, struct fault *fault);

/* Replaces all columns of the row except created_at_ms and created_by. If the registration was
 * removed, restores the registration. Returns STATUS_NOT_FOUND if no row has the id row->id. */
enum status app_row_update(struct db *db, const struct app *row, struct fault *fault);

/* Marks the registration as removed. Its row stays in the table, but the guard no longer accepts
 * the app. Returns STATUS_NOT_FOUND if no registration has this id. */
enum status app_row_remove(struct db *db, struct guid id, int64_t revision,
	const struct registry_change *change, struct fault *fault);

#endif
