#include "registry/app_store.h"

#define COLUMNS                                                                                    \
	"id, name, client_app_id, directory_tenant_id, enabled, permissions, "                     \
	"accepts_user_tokens, "                                                                    \
	"accepts_public_clients, notes, expires_at_ms, revision, created_at_ms, created_by, "      \
	"last_modified_at_ms, last_modified_by"

/* Values of the columns up to revision, which an insert and an update share. */
#define FIRST_ELEVEN(arena_, app_)                                                                 \
	DB_TEXT(guid_text((arena_), (app_)->id)), DB_TEXT((app_)->name),                           \
		DB_TEXT(guid_text((arena_), (app_)->client_app_id)),                               \
		DB_TEXT(guid_text((arena_), (app_)->directory_tenant_id)),                         \
		DB_INT((app_)->enabled), DB_INT((app_)->permissions),                              \
		DB_INT((app_)->accepts_user_tokens), DB_INT((app_)->accepts_public_clients),       \
		DB_TEXT((app_)->notes),                                                            \
		DB_INT_OR_NULL((app_)->expires_at_ms != 0, (app_)->expires_at_ms),                 \
		DB_INT((app_)->revision)

static void read_guid(const struct db_cursor *rows, int column, struct guid *ret_guid)
{
	guid_parse_strict(db_text(rows, column), ret_guid);
}

static struct app read_app(const struct db_cursor *rows, struct arena *arena)
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
	return app;
}

static enum status not_found(struct guid id, struct fault *fault)
{
	return fault_set(fault, STATUS_NOT_FOUND, "AppRegistrationNotFound",
		"There is no app registration %s; list /admin/v1/app-registrations to find its id.",
		guid_text(fault->arena, id).data);
}

enum status app_store_get(struct db *db, struct guid id, struct app *ret_app, struct fault *fault)
{
	struct db_cursor rows;
	bool found;
	enum status status;

	db_query(&rows, db,
		"SELECT " COLUMNS " FROM app_registration "
		"WHERE id = $1 AND deleted_at_ms IS NULL",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
	found = db_next(&rows);
	if (found)
		*ret_app = read_app(&rows, fault->arena);
	status = db_end(&rows, fault);
	return status != STATUS_OK || found ? status : not_found(id, fault);
}

enum status app_store_list(struct db *db, struct guid after, size_t limit, struct app **ret_apps,
	size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;
	struct app *apps = arena_array(fault->arena, limit + 1, sizeof(*apps));
	size_t count = 0;

	db_query(&rows, db,
		"SELECT " COLUMNS " FROM app_registration "
		"WHERE deleted_at_ms IS NULL AND id > $1 ORDER BY id LIMIT $2",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, after)), DB_INT((int64_t)limit)));
	while (db_next(&rows))
		apps[count++] = read_app(&rows, fault->arena);
	*ret_apps = apps;
	*ret_count = count;
	return db_end(&rows, fault);
}

enum status app_store_revision(struct db *db, int64_t *ret_revision, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, "SELECT revision FROM registry_state WHERE singleton = 1", DB_NO_ARGS);
	if (db_next(&rows))
		*ret_revision = db_int(&rows, 0);
	return db_end(&rows, fault);
}

static enum status next_revision(struct db *db, int64_t *ret_revision, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"UPDATE registry_state SET revision = revision + 1 WHERE singleton = 1 "
		"RETURNING revision",
		DB_NO_ARGS);
	if (db_next(&rows))
		*ret_revision = db_int(&rows, 0);
	return db_end(&rows, fault);
}

/* Looks for another registration of the pair before the unique index has to refuse it, so that the
 * answer can name it. Writers are serialized, so nothing comes between. */
static enum status check_pair(struct db *db, const struct app *app, struct fault *fault)
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

enum status app_store_insert(struct db *db, struct app *app, struct fault *fault)
{
	struct arena *arena = fault->arena;
	enum status status = check_pair(db, app, fault);

	/* An id that was removed may be chosen anew. */
	if (status == STATUS_OK)
		status = db_do(db, fault,
			"DELETE FROM app_registration WHERE id = $1 AND deleted_at_ms IS NOT NULL",
			DB_ARGS(DB_TEXT(guid_text(arena, app->id))));
	if (status == STATUS_OK)
		status = next_revision(db, &app->revision, fault);
	if (status != STATUS_OK)
		return status;
	return db_do(db, fault,
		"INSERT INTO app_registration (" COLUMNS ") VALUES "
		"($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
		DB_ARGS(FIRST_ELEVEN(arena, app), DB_INT(app->created_at_ms),
			DB_TEXT(app->created_by), DB_INT(app->last_modified_at_ms),
			DB_TEXT(app->last_modified_by)));
}

enum status app_store_update(struct db *db, struct app *app, struct fault *fault)
{
	struct arena *arena = fault->arena;
	enum status status = check_pair(db, app, fault);

	if (status == STATUS_OK)
		status = next_revision(db, &app->revision, fault);
	if (status != STATUS_OK)
		return status;
	status = db_do(db, fault,
		"UPDATE app_registration SET name = $2, client_app_id = $3, "
		"directory_tenant_id = $4, enabled = $5, permissions = $6, "
		"accepts_user_tokens = $7, accepts_public_clients = $8, notes = $9, "
		"expires_at_ms = $10, revision = $11, last_modified_at_ms = $12, "
		"last_modified_by = $13 WHERE id = $1 AND deleted_at_ms IS NULL",
		DB_ARGS(FIRST_ELEVEN(arena, app), DB_INT(app->last_modified_at_ms),
			DB_TEXT(app->last_modified_by)));
	return status != STATUS_OK || db_changes(db) > 0 ? status : not_found(app->id, fault);
}

enum status app_store_delete(
	struct db *db, struct guid id, int64_t now_ms, struct text by, struct fault *fault)
{
	int64_t revision = 0;
	enum status status = next_revision(db, &revision, fault);

	if (status != STATUS_OK)
		return status;
	status = db_do(db, fault,
		"UPDATE app_registration SET deleted_at_ms = $2, revision = $3, "
		"last_modified_at_ms = $2, last_modified_by = $4 "
		"WHERE id = $1 AND deleted_at_ms IS NULL",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id)), DB_INT(now_ms), DB_INT(revision),
			DB_TEXT(by)));
	return status != STATUS_OK || db_changes(db) > 0 ? status : not_found(id, fault);
}
