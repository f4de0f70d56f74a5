#include "registry/app_row.h"

#include "base/fold.h"

static void read_guid(const struct db_cursor *rows, int column, struct guid *ret_guid)
{
	guid_parse_strict(db_text(rows, column), ret_guid);
}

struct app app_row_read(const struct db_cursor *rows, struct arena *arena)
{
	struct app app = {0};

	read_guid(rows, 0, &app.id);
	app.name = arena_text(arena, db_text(rows, 1));
	read_guid(rows, 2, &app.client_app_id);
	read_guid(rows, 3, &app.directory_tenant_id);
	app.enabled = db_int(rows, 4) != 0;
	app.permissions = (uint32_t)db_int(rows, 5);
	app.accepts_user_tokens = db_int(rows, 6) != 0;
	app.accepts_public_clients = db_int(rows, 7) != 0;
	app.notes = arena_text(arena, db_text(rows, 8));
	app.expires_at_ms = db_int(rows, 9);
	app.revision = db_int(rows, 10);
	app.created_at_ms = db_int(rows, 11);
	app.created_by = arena_text(arena, db_text(rows, 12));
	app.last_modified_at_ms = db_int(rows, 13);
	app.last_modified_by = arena_text(arena, db_text(rows, 14));
	app.deleted_at_ms = db_int(rows, 15);
	app.last_used_at_ms = db_int(rows, 16);
	app.call_count = db_int(rows, 17);
	return app;
}

enum status app_row_not_found(struct guid id, struct fault *fault)
{
	return fault_set(fault, STATUS_NOT_FOUND, "AppRegistrationNotFound",
		"There is no app registration %s; list /admin/v1/app-registrations to find its id.",
		guid_text(fault->arena, id).data);
}

enum status app_row_end_one(
	struct db_cursor *rows, struct guid id, struct app *ret_app, struct fault *fault)
{
	bool found = db_next(rows);
	enum status status;

	if (found)
		*ret_app = app_row_read(rows, fault->arena);
	status = db_end(rows, fault);
	return status != STATUS_OK || found ? status : app_row_not_found(id, fault);
}

/* Looks before the unique index has to refuse, so that the answer can name the other registration.
 * Writers are serialized, so nothing comes between. */
enum status app_row_check_pair(struct db *db, const struct app *app, struct fault *fault)
{
	struct db_cursor rows;
	struct text existing = TEXT_NONE;
	enum status status;

	db_query(&rows, db,
		"SELECT id FROM app_registration WHERE client_app_id = $1 AND "
		"directory_tenant_id = $2 AND deleted_at_ms IS NULL AND id <> $3",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, app->client_app_id)),
			DB_TEXT(guid_text(fault->arena, app->directory_tenant_id)),
			DB_TEXT(guid_text(fault->arena, app->id))));
	if (db_next(&rows))
		existing = arena_text(fault->arena, db_text(&rows, 0));
	status = db_end(&rows, fault);
	if (status != STATUS_OK || !text_is_set(existing))
		return status;
	return fault_set(fault, STATUS_CONFLICT, "AppRegistrationExists",
		"App registration %s has this clientAppId and directoryTenantId already; change "
		"that one.",
		existing.data);
}

/* Values $1 to $14, which an insert and an update share. */
#define SHARED(arena_, app_)                                                                       \
	DB_TEXT(guid_text((arena_), (app_)->id)), DB_TEXT((app_)->name),                           \
		DB_TEXT(fold_text((arena_), (app_)->name)),                                        \
		DB_TEXT(guid_text((arena_), (app_)->client_app_id)),                               \
		DB_TEXT(guid_text((arena_), (app_)->directory_tenant_id)),                         \
		DB_INT((app_)->enabled), DB_INT((app_)->permissions),                              \
		DB_INT((app_)->accepts_user_tokens), DB_INT((app_)->accepts_public_clients),       \
		DB_TEXT((app_)->notes),                                                            \
		DB_INT_OR_NULL((app_)->expires_at_ms != 0, (app_)->expires_at_ms),                 \
		DB_INT((app_)->revision), DB_INT((app_)->last_modified_at_ms),                     \
		DB_TEXT((app_)->last_modified_by)

enum status app_row_insert(struct db *db, const struct app *app, struct fault *fault)
{
	struct arena *arena = fault->arena;

	return db_do(db, fault,
		"INSERT INTO app_registration (id, name, name_key, client_app_id, "
		"directory_tenant_id, enabled, permissions, accepts_user_tokens, "
		"accepts_public_clients, notes, expires_at_ms, revision, last_modified_at_ms, "
		"last_modified_by, created_at_ms, created_by) VALUES "
		"($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
		DB_ARGS(SHARED(arena, app), DB_INT(app->created_at_ms), DB_TEXT(app->created_by)));
}

enum status app_row_update(struct db *db, const struct app *app, struct fault *fault)
{
	struct arena *arena = fault->arena;
	enum status status = db_do(db, fault,
		"UPDATE app_registration SET name = $2, name_key = $3, client_app_id = $4, "
		"directory_tenant_id = $5, enabled = $6, permissions = $7, "
		"accepts_user_tokens = $8, accepts_public_clients = $9, notes = $10, "
		"expires_at_ms = $11, revision = $12, last_modified_at_ms = $13, "
		"last_modified_by = $14, deleted_at_ms = NULL WHERE id = $1",
		DB_ARGS(SHARED(arena, app)));

	return status != STATUS_OK || db_changes(db) > 0 ? status
							 : app_row_not_found(app->id, fault);
}

enum status app_row_remove(struct db *db, struct guid id, int64_t revision,
	const struct registry_change *change, struct fault *fault)
{
	enum status status = db_do(db, fault,
		"UPDATE app_registration SET deleted_at_ms = $2, revision = $3, "
		"last_modified_at_ms = $2, last_modified_by = $4 "
		"WHERE id = $1 AND deleted_at_ms IS NULL",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id)), DB_INT(change->now_ms),
			DB_INT(revision), DB_TEXT(change->by)));

	return status != STATUS_OK || db_changes(db) > 0 ? status : app_row_not_found(id, fault);
}
