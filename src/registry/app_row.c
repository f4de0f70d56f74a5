#include "registry/app_row.h"

#include "base/fold.h"

/* clang-format off */
#define APP_COLUMNS_UPDATED(KEY, FIRST, NEXT) \
	APP_COLUMNS(KEY, FIRST, NEXT) \
	NEXT(name_key, NAME_KEY, name)
#define APP_COLUMNS_WRITTEN(KEY, FIRST, NEXT) \
	APP_COLUMNS_UPDATED(KEY, FIRST, NEXT) \
	APP_COLUMNS_CREATED(NEXT)

#define INSERT \
	"INSERT INTO app_registration (" COLUMN_NAMES(APP_COLUMNS_WRITTEN) ") " \
	"VALUES (" COLUMN_PARAMETERS(APP_COLUMNS_WRITTEN) ")"
#define UPDATE \
	"UPDATE app_registration SET (deleted_at_ms, " COLUMN_NAMES_BUT_KEY(APP_COLUMNS_UPDATED) ") " \
	"= (NULL, " COLUMN_PARAMETERS_BUT_KEY(APP_COLUMNS_UPDATED) ") " \
	"WHERE id = $1"
/* clang-format on */

/* Name searches use the folded name. */
#define COLUMN_VALUE_NAME_KEY(arena_, row_, member_) DB_TEXT(fold_text((arena_), (row_)->member_))

enum { COLUMN_INDEXES(APP_COLUMNS_READ) };

struct app app_row_read(const struct db_cursor *rows, struct arena *arena)
{
	return (struct app){COLUMN_MEMBERS(APP_COLUMNS_READ)};
}

enum status app_row_not_found(struct guid id, struct fault *fault)
{
	return fault_set(fault, STATUS_NOT_FOUND, "AppRegistrationNotFound",
		"There is no app registration %s; list /admin/v1/app-registrations to find its id.",
		guid_text(fault->arena, id).data);
}

enum status app_row_fetch_one(
	struct db_cursor *rows, struct guid id, struct app *ret_app, struct fault *fault)
{
	bool found = db_next(rows);
	enum status status;

	if (found)
		*ret_app = app_row_read(rows, fault->arena);
	status = db_end(rows, fault);
	return status != STATUS_OK || found ? status : app_row_not_found(id, fault);
}

/* Checks the pair before the unique index does, so that the message can name the other
 * registration. Writers are serialized, so no other write can intervene. */
enum status app_row_check_pair(struct db *db, const struct app *app, struct fault *fault)
{
	enum { ID };
	struct db_cursor rows;
	struct text existing = TEXT_NONE;
	enum status status;

	db_query(&rows, db,
		"SELECT id FROM app_registration WHERE client_app_id = $1 "
		"AND directory_tenant_id = $2 AND deleted_at_ms IS NULL AND id <> $3",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, app->client_app_id)),
			DB_TEXT(guid_text(fault->arena, app->directory_tenant_id)),
			DB_TEXT(guid_text(fault->arena, app->id))));
	if (db_next(&rows))
		existing = column_text(fault->arena, &rows, ID);
	status = db_end(&rows, fault);
	if (status != STATUS_OK || !text_is_set(existing))
		return status;
	return fault_set(fault, STATUS_CONFLICT, "AppRegistrationExists",
		"App registration %s already has this clientAppId and directoryTenantId; change "
		"that one.",
		existing.data);
}

enum status app_row_insert(struct db *db, const struct app *row, struct fault *fault)
{
	struct arena *arena = fault->arena;

	return db_exec(db, fault, INSERT, DB_ARGS(COLUMN_VALUES(APP_COLUMNS_WRITTEN)));
}

enum status app_row_update(struct db *db, const struct app *row, struct fault *fault)
{
	struct arena *arena = fault->arena;
	enum status status =
		db_exec(db, fault, UPDATE, DB_ARGS(COLUMN_VALUES(APP_COLUMNS_UPDATED)));

	return status != STATUS_OK || db_changes(db) > 0 ? status
							 : app_row_not_found(row->id, fault);
}

enum status app_row_remove(struct db *db, struct guid id, int64_t revision,
	const struct registry_change *change, struct fault *fault)
{
	enum status status = db_exec(db, fault,
		"UPDATE app_registration SET deleted_at_ms = $2, revision = $3, "
		"last_modified_at_ms = $2, last_modified_by = $4 "
		"WHERE id = $1 AND deleted_at_ms IS NULL",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id)), DB_INT(change->now_ms),
			DB_INT(revision), DB_TEXT(change->by)));

	return status != STATUS_OK || db_changes(db) > 0 ? status : app_row_not_found(id, fault);
}
