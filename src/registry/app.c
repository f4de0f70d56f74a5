#include "registry/app.h"

#define NOTES_MAX_POINTS 2000

const struct field_name app_permissions[] = {
	{"Reviews.Read", PERMISSION_READ},
	{"Reviews.Submit", PERMISSION_SUBMIT},
	{"Reviews.Export", PERMISSION_EXPORT},
	{NULL, 0},
};

#define AT(member) .offset = offsetof(struct app, member)

static const struct field_rule rules[] = {
	{.name = "name",
		.kind = FIELD_LINE,
		.required = true,
		AT(name),
		.min = 1,
		.max = APP_NAME_MAX_POINTS},
	{.name = "clientAppId", .kind = FIELD_GUID, .required = true, AT(client_app_id), .min = 1},
	{.name = "directoryTenantId",
		.kind = FIELD_GUID,
		.required = true,
		AT(directory_tenant_id),
		.min = 1},
	{.name = "enabled", .kind = FIELD_BOOLEAN, AT(enabled), .empty_counts = true},
	{.name = "permissions",
		.kind = FIELD_NAMES,
		AT(permissions),
		.names = app_permissions,
		.empty_counts = true},
	{.name = "acceptsUserTokens",
		.kind = FIELD_BOOLEAN,
		AT(accepts_user_tokens),
		.empty_counts = true},
	{.name = "acceptsPublicClients", .kind = FIELD_BOOLEAN, AT(accepts_public_clients)},
	{.name = "notes", .kind = FIELD_TEXT, AT(notes), .max = NOTES_MAX_POINTS},
	{.name = "expiresAt",
		.kind = FIELD_TIME,
		AT(expires_at_ms),
		.min = 1,
		.empty_counts = true},
	FIELD_SERVER_SET("id"),
	FIELD_SERVER_SET("etag"),
	FIELD_SERVER_SET("createdAt"),
	FIELD_SERVER_SET("createdBy"),
	FIELD_SERVER_SET("lastModifiedAt"),
	FIELD_SERVER_SET("lastModifiedBy"),
	FIELD_SERVER_COUNTS("lastUsedAt"),
	FIELD_SERVER_COUNTS("callCount"),
};

const struct field_table app_fields = FIELD_TABLE(rules);

struct app app_make(void)
{
	return (struct app){.enabled = true,
		.permissions = PERMISSION_ALL,
		.accepts_user_tokens = true,
		.accepts_public_clients = false};
}

void app_clear_fields(struct app *app, struct field_reader *reader)
{
	struct app fresh = app_make();

	field_clear(reader, &app_fields, app, &fresh);
}

void app_check_server_fields(
	struct field_reader *reader, const struct jsonread_node *body, const struct app *current)
{
	struct jsonwrite out = jsonwrite_make(reader->fault->arena, APP_JSON_BYTES_MAX);
	const struct jsonread_node *is = NULL;
	struct text stored;

	if (current != NULL) {
		app_write(&out, current);
		if (jsonwrite_finish(&out, &stored, reader->fault) != STATUS_OK)
			return;
		is = jsonread_parse(reader->fault->arena, stored, NULL);
	}
	jsonread_check_read_only(reader, &app_fields, body, is);
}

static bool same_text(struct text a, struct text b)
{
	return text_is_set(a) == text_is_set(b) && text_equal(a, b);
}

bool app_same(const struct app *a, const struct app *b)
{
	return same_text(a->name, b->name) && guid_equal(a->client_app_id, b->client_app_id) &&
		guid_equal(a->directory_tenant_id, b->directory_tenant_id) &&
		a->enabled == b->enabled && a->permissions == b->permissions &&
		a->accepts_user_tokens == b->accepts_user_tokens &&
		a->accepts_public_clients == b->accepts_public_clients &&
		same_text(a->notes, b->notes) && a->expires_at_ms == b->expires_at_ms;
}

struct text app_etag(struct arena *arena, const struct app *app)
{
	return arena_printf(arena, "\"%lld\"", (long long)app->revision);
}

/* Writes the fields that an admin can set. */
static void write_set(struct jsonwrite *out, const struct app *app)
{
	struct arena *arena = out->buffer.arena;

	jsonwrite_text(out, "id", guid_text(arena, app->id));
	jsonwrite_text(out, "name", app->name);
	jsonwrite_text(out, "clientAppId", guid_text(arena, app->client_app_id));
	jsonwrite_text(out, "directoryTenantId", guid_text(arena, app->directory_tenant_id));
	jsonwrite_bool(out, "enabled", app->enabled);
	jsonwrite_names(out, "permissions", app->permissions, app_permissions);
	jsonwrite_bool(out, "acceptsUserTokens", app->accepts_user_tokens);
	jsonwrite_bool(out, "acceptsPublicClients", app->accepts_public_clients);
	jsonwrite_text(out, "notes", app->notes);
	if (app->expires_at_ms != 0)
		jsonwrite_time(out, "expiresAt", app->expires_at_ms);
}

void app_write_entry(struct jsonwrite *out, const struct app *app)
{
	jsonwrite_open(out, '{');
	write_set(out, app);
	jsonwrite_close(out, '}');
}

struct text app_entry_text(struct fault *fault, const struct app *app)
{
	struct jsonwrite out = jsonwrite_make(fault->arena, APP_JSON_BYTES_MAX);
	struct text entry;

	if (app == NULL)
		return TEXT_NONE;
	app_write_entry(&out, app);
	return jsonwrite_finish(&out, &entry, fault) == STATUS_OK ? entry : TEXT_NONE;
}

void app_write(struct jsonwrite *out, const struct app *app)
{
	jsonwrite_open(out, '{');
	write_set(out, app);
	jsonwrite_time(out, "createdAt", app->created_at_ms);
	jsonwrite_text(out, "createdBy", app->created_by);
	jsonwrite_time(out, "lastModifiedAt", app->last_modified_at_ms);
	jsonwrite_text(out, "lastModifiedBy", app->last_modified_by);
	if (app->deleted_at_ms != 0)
		jsonwrite_time(out, "deletedAt", app->deleted_at_ms);
	if (app->last_used_at_ms != 0)
		jsonwrite_time(out, "lastUsedAt", app->last_used_at_ms);
	jsonwrite_int(out, "callCount", app->call_count);
	jsonwrite_text(out, "etag", app_etag(out->buffer.arena, app));
	jsonwrite_close(out, '}');
}
