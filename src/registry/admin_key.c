#include "registry/admin_key.h"

#define AT(member) .offset = offsetof(struct admin_key, member)

static const struct field_rule rules[] = {
	{.name = "name",
		.kind = FIELD_LINE,
		.required = true,
		AT(name),
		.min = 1,
		.max = ADMIN_KEY_NAME_MAX_POINTS},
	{.name = "roles",
		.kind = FIELD_NAMES,
		.required = true,
		AT(roles),
		.min = 1,
		.names = admin_role_names},
	{.name = "enabled", .kind = FIELD_BOOLEAN, AT(enabled), .empty_counts = true},
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

const struct field_table admin_key_fields = FIELD_TABLE(rules);

struct admin_key admin_key_make(void)
{
	return (struct admin_key){.enabled = true};
}

void admin_key_clear_fields(struct admin_key *key, struct field_reader *reader)
{
	struct admin_key fresh = admin_key_make();

	field_clear(reader, &admin_key_fields, key, &fresh);
}

void admin_key_check_server_fields(struct field_reader *reader, const struct jsonread_node *body,
	const struct admin_key *current)
{
	struct fault fault = fault_make(reader->fault->arena);
	struct text stored = admin_key_text(&fault, current);
	const struct jsonread_node *is =
		current == NULL ? NULL : jsonread_parse(fault.arena, stored, NULL);

	if (fault.status != STATUS_OK) {
		fault_propagate(reader->fault, &fault);
		return;
	}
	jsonread_check_read_only(reader, &admin_key_fields, body, is);
}

bool admin_key_same(const struct admin_key *a, const struct admin_key *b)
{
	return text_equal(a->name, b->name) && a->roles == b->roles && a->enabled == b->enabled &&
		a->expires_at_ms == b->expires_at_ms;
}

struct text admin_key_etag(struct arena *arena, const struct admin_key *key)
{
	return arena_printf(arena, "\"%lld\"", (long long)key->revision);
}

void admin_key_write(struct jsonwrite *out, const struct admin_key *key, struct text secret)
{
	struct arena *arena = out->buffer.arena;

	jsonwrite_open(out, '{');
	jsonwrite_text(out, "id", guid_text(arena, key->id));
	jsonwrite_text(out, "name", key->name);
	jsonwrite_names(out, "roles", key->roles, admin_role_names);
	jsonwrite_bool(out, "enabled", key->enabled);
	if (key->expires_at_ms != 0)
		jsonwrite_time(out, "expiresAt", key->expires_at_ms);
	jsonwrite_text(out, "key", secret);
	jsonwrite_time(out, "createdAt", key->created_at_ms);
	jsonwrite_text(out, "createdBy", key->created_by);
	jsonwrite_time(out, "lastModifiedAt", key->last_modified_at_ms);
	jsonwrite_text(out, "lastModifiedBy", key->last_modified_by);
	if (key->last_used_at_ms != 0)
		jsonwrite_time(out, "lastUsedAt", key->last_used_at_ms);
	jsonwrite_int(out, "callCount", key->call_count);
	jsonwrite_text(out, "etag", admin_key_etag(arena, key));
	jsonwrite_close(out, '}');
}

struct text admin_key_text(struct fault *fault, const struct admin_key *key)
{
	struct jsonwrite out = jsonwrite_make(fault->arena, ADMIN_KEY_JSON_BYTES_MAX);
	struct text text;

	if (key == NULL)
		return TEXT_NONE;
	admin_key_write(&out, key, TEXT_NONE);
	return jsonwrite_finish(&out, &text, fault) == STATUS_OK ? text : TEXT_NONE;
}
