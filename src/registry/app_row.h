/*
 * app_row: registrations as rows, for the stores of this layer.
 *
 * The functions that write are parts of a change: the caller has the transaction, and has taken the
 * revision that app->revision holds.
 */
#ifndef REGISTRY_APP_ROW_PRIVATE_H
#define REGISTRY_APP_ROW_PRIVATE_H

#include "registry/app.h"
#include "registry/registry_state.h"

/* SELECT, up to WHERE. */
#define APP_ROW_SELECT                                                                             \
	"SELECT id, name, client_app_id, directory_tenant_id, enabled, permissions, "              \
	"accepts_user_tokens, accepts_public_clients, notes, expires_at_ms, revision, "            \
	"created_at_ms, created_by, last_modified_at_ms, last_modified_by, deleted_at_ms, "        \
	"last_used_at_ms, call_count "                                                             \
	"FROM app_registration LEFT JOIN caller_usage ON caller_id = id "

/* The current row of such a query, texts in the arena. */
struct app app_row_read(const struct db_cursor *rows, struct arena *arena);

/* The first row of a query that db_query() has begun, and ends the query; STATUS_NOT_FOUND, the
 * fault set, when there is none. */
enum status app_row_end_one(
	struct db_cursor *rows, struct guid id, struct app *ret_app, struct fault *fault);

/* The fault that there is no registration of that id. */
enum status app_row_not_found(struct guid id, struct fault *fault);

/* STATUS_CONFLICT, naming its id, when another registration has the pair. */
enum status app_row_check_pair(struct db *db, const struct app *app, struct fault *fault);

/* Stores anew. */
enum status app_row_insert(struct db *db, const struct app *app, struct fault *fault);

/* Replaces all but created_*, and brings back what was removed. STATUS_NOT_FOUND: no such row. */
enum status app_row_update(struct db *db, const struct app *app, struct fault *fault);

/* Removes: the row stays, and lets nobody in. */
enum status app_row_remove(struct db *db, struct guid id, int64_t revision,
	const struct registry_change *change, struct fault *fault);

#endif
