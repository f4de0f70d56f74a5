#include "registry/app.h"

#define NAME_MAX_POINTS 100
#define NOTES_MAX_POINTS 2000

const struct field_name app_permissions[] = {
	{"Reviews.Read", PERMISSION_READ},
	{"Reviews.Submit", PERMISSION_SUBMIT},
	{"Reviews.Export", PERMISSION_EXPORT},
	{NULL, 0},
};

#define AT(member) .offset = offsetof(struct app, member)
#define SERVER_SET(name_)                                                                          \
	{                                                                                          \
		.name = (name_), .kind = FIELD_TEXT, .read_only = true                             \
	}

static const struct field_rule rules[] = {
	{.name = "name",
		.kind = FIELD_LINE,
		.required = true,
		AT(name),
		.min = 1,
		.max = NAME_MAX_POINTS},
	{.name = "clientAppId", .kind = FIELD_GUID, .required = true, AT(client_app_id)},
	{.name = "directoryTenantId",
		.kind = FIELD_GUID,
		.required = true,
		AT(directory_tenant_id)},
	{.name = "enabled", .kind = FIELD_BOOLEAN, AT(enabled)},
	{.name = "permissions", .kind = FIELD_NAMES, AT(permissions), .names = app_permissions},
	{.name = "acceptsUserTokens", .kind = FIELD_BOOLEAN, AT(accepts_user_tokens)},
	{.name = "acceptsPublicClients", .kind = FIELD_BOOLEAN, AT(accepts_public_clients)},
	{.name = "notes", .kind = FIELD_TEXT, AT(notes), .max = NOTES_MAX_POINTS},
	{.name = "expiresAt", .kind = FIELD_TIME, AT(expires_at_ms), .min = 1},
	SERVER_SET("id"),
	SERVER_SET("etag"),
	SERVER_SET("createdAt"),
	SERVER_SET("createdBy"),
	SERVER_SET("lastModifiedAt"),
	SERVER_SET("lastModifiedBy"),
};

const struct field_table app_fields = FIELD_TABLE(rules);

struct app app_make(void)
{
	return (struct app){.enabled = true,
		.permissions = PERMISSION_ALL,
		.accepts_user_tokens = true,
		.accepts_public_clients = false};
}

static void clear_field(struct app *app, const struct field_rule *rule)
{
	struct app fresh = app_make();

	switch (rule->kind) {
	case FIELD_BOOLEAN:
		*(bool *)field_at(rule, app) = *(bool *)field_at(rule, &fresh);
		break;
	case FIELD_NAMES:
		*(uint32_t *)field_at(rule, app) = *(uint32_t *)field_at(rule, &fresh);
		break;
	case FIELD_TIME:
	case FIELD_INTEGER:
		*(int64_t *)field_at(rule, app) = *(int64_t *)field_at(rule, &fresh);
		break;
	case FIELD_TEXT:
	case FIELD_LINE:
	case FIELD_OBJECT:
		*(struct text *)field_at(rule, app) = *(struct text *)field_at(rule, &fresh);
		break;
	case FIELD_GUID:
		break;
	}
}

void app_clear_fields(struct app *app, struct field_reader *reader)
{
	for (size_t i = 0; i < app_fields.count; i++) {
		const struct field_rule *rule = &app_fields.rules[i];

		if (!(reader->cleared >> i & 1) || rule->read_only)
			continue;
		if (rule->required)
			field_refuse(reader, rule);
		else
			clear_field(app, rule);
	}
}

struct text app_etag(struct arena *arena, const struct app *app)
{
	return arena_printf(arena, "\"%lld\"", (long long)app->revision);
}

void app_write(struct jsonwrite *out, const struct app *app)
{
	struct arena *arena = out->buffer.arena;

	jsonwrite_open(out, '{');
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
	jsonwrite_time(out, "createdAt", app->created_at_ms);
	jsonwrite_text(out, "createdBy", app->created_by);
	jsonwrite_time(out, "lastModifiedAt", app->last_modified_at_ms);
	jsonwrite_text(out, "lastModifiedBy", app->last_modified_by);
	jsonwrite_text(out, "etag", app_etag(arena, app));
	jsonwrite_close(out, '}');
}
