#include "registry/app_store.h"

#include "base/fold.h"
#include "registry/app_row.h"

enum status app_store_get(struct db *db, struct guid id, struct app *ret_app, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, APP_ROW_SELECT "WHERE id = $1 AND deleted_at_ms IS NULL",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
	return app_row_fetch_one(&rows, id, ret_app, fault);
}

static struct registry_change change_of(const struct app *app)
{
	return (struct registry_change){app->last_modified_at_ms, app->last_modified_by};
}

enum status app_store_insert(struct db *db, struct app *app, struct fault *fault)
{
	struct registry_change change = change_of(app);
	enum status status = app_row_check_pair(db, app, fault);

	if (status == STATUS_OK)
		status = app_store_purge(db, app->id, fault);
	if (status == STATUS_OK)
		status = registry_state_advance(db, &change, &app->revision, fault);
	return status == STATUS_OK ? app_row_insert(db, app, fault) : status;
}

enum status app_store_update(struct db *db, struct app *app, struct fault *fault)
{
	struct registry_change change = change_of(app);
	struct app old;
	enum status status = app_store_get(db, app->id, &old, fault);

	if (status == STATUS_OK)
		status = app_row_check_pair(db, app, fault);
	if (status == STATUS_OK)
		status = registry_state_advance(db, &change, &app->revision, fault);
	return status == STATUS_OK ? app_row_update(db, app, fault) : status;
}

enum status app_store_delete(
	struct db *db, struct guid id, const struct registry_change *change, struct fault *fault)
{
	int64_t revision = 0;
	enum status status = registry_state_advance(db, change, &revision, fault);

	return status == STATUS_OK ? app_row_remove(db, id, revision, change, fault) : status;
}

enum status app_store_get_deleted(
	struct db *db, struct guid id, struct app *ret_app, struct fault *fault)
{
	struct db_cursor rows;
	enum status status;

	db_query(&rows, db, APP_ROW_SELECT "WHERE id = $1 AND deleted_at_ms IS NOT NULL",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
	status = app_row_fetch_one(&rows, id, ret_app, fault);
	if (status != STATUS_NOT_FOUND)
		return status;
	return fault_set(fault, status, "AppRegistrationNotFound",
		"There is no removed app registration %s; list /admin/v1/deleted-app-registrations "
		"to find its id.",
		guid_text(fault->arena, id).data);
}

enum status app_store_list_deleted(struct db *db, int64_t before_ms, struct guid before,
	size_t limit, struct app **ret_apps, size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;
	struct app *apps = arena_array(fault->arena, limit + 1, sizeof(*apps));
	size_t count = 0;

	db_query(&rows, db,
		APP_ROW_SELECT "WHERE deleted_at_ms IS NOT NULL AND (deleted_at_ms, id) < ($1, $2) "
			       "ORDER BY deleted_at_ms DESC, id DESC LIMIT $3",
		DB_ARGS(DB_INT(before_ms), DB_TEXT(guid_text(fault->arena, before)),
			DB_INT((int64_t)limit)));
	while (db_next(&rows))
		apps[count++] = app_row_read(&rows, fault->arena);
	*ret_apps = apps;
	*ret_count = count;
	return db_end(&rows, fault);
}

enum status app_store_restore(struct db *db, struct guid id, const struct registry_change *change,
	struct app *ret_app, struct fault *fault)
{
	struct app app;
	enum status status = app_store_get_deleted(db, id, &app, fault);

	if (status == STATUS_OK)
		status = app_row_check_pair(db, &app, fault);
	if (status == STATUS_OK)
		status = registry_state_advance(db, change, &app.revision, fault);
	if (status != STATUS_OK)
		return status;
	app.deleted_at_ms = 0;
	app.last_modified_at_ms = change->now_ms;
	app.last_modified_by = change->by;
	*ret_app = app;
	return app_row_update(db, &app, fault);
}

enum status app_store_purge(struct db *db, struct guid id, struct fault *fault)
{
	struct text text = guid_text(fault->arena, id);
	enum status status = db_exec(db, fault,
		"DELETE FROM app_registration WHERE id = $1 AND deleted_at_ms IS NOT NULL",
		DB_ARGS(DB_TEXT(text)));

	/* A registration that exists again under this id keeps its usage. */
	if (status != STATUS_OK || db_changes(db) == 0)
		return status;
	return db_exec(
		db, fault, "DELETE FROM caller_usage WHERE caller_id = $1", DB_ARGS(DB_TEXT(text)));
}

enum status app_store_fold_names(struct db *db, struct fault *fault)
{
	enum { ID, NAME };
	struct db_cursor rows;
	enum status status = STATUS_OK;

	db_query(&rows, db,
		"SELECT id, name FROM app_registration "
		"WHERE name_key = '' AND deleted_at_ms IS NULL",
		DB_NO_ARGS);
	while (status == STATUS_OK && db_next(&rows)) {
		struct text id = column_text(fault->arena, &rows, ID);

		status = db_exec(db, fault,
			"UPDATE app_registration SET name_key = $2 WHERE id = $1",
			DB_ARGS(DB_TEXT(id),
				DB_TEXT(fold_text(fault->arena, db_text(&rows, NAME)))));
	}
	return db_end(&rows, fault) == STATUS_OK ? status : fault->status;
}
