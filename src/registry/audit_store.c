#include "registry/audit_store.h"

static const char *const operations[] = {
	[AUDIT_CREATE] = "Create",
	[AUDIT_UPDATE] = "Update",
	[AUDIT_DELETE] = "Delete",
	[AUDIT_RESTORE] = "Restore",
	[AUDIT_PURGE] = "Purge",
	[AUDIT_PUBLISH] = "Publish",
	[AUDIT_TAKE_DOWN] = "TakeDown",
	[AUDIT_RESPOND] = "Respond",
	[AUDIT_SEARCH] = "Search",
	[AUDIT_REFUSE] = "Refuse",
};
static const char *const actor_kinds[] = {"adminKey", "token", "commandLine", "service", "unknown"};

#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))
#define ACTOR_KINDS (sizeof(actor_kinds) / sizeof(actor_kinds[0]))

#define COLUMNS                                                                                    \
	"id, occurred_at_ms, operation, resource_type, resource_id, actor_kind, actor_name, "      \
	"actor_key_id, actor_object_id, actor_client_app_id, actor_directory_tenant_id, "          \
	"client_address, request_id, client_request_id, request, code, refused_count, "            \
	"before_json, after_json, actor_session_id"

/* $1, $2: ids between; $3 to $6: the filter; $7: how many. */
#define FILTERED                                                                                   \
	"id >= $1 AND id < $2 "                                                                    \
	"AND (CAST($3 AS TEXT) IS NULL OR operation = $3) "                                        \
	"AND (CAST($4 AS TEXT) IS NULL OR resource_type = $4) "                                    \
	"AND (CAST($5 AS TEXT) IS NULL OR actor_name = $5) "                                       \
	"AND (CAST($6 AS TEXT) IS NULL OR code = $6) ORDER BY id DESC LIMIT $7"

enum status audit_store_add(struct db *db, const struct audit_event *event, struct fault *fault)
{
	struct arena *arena = fault->arena;
	const struct audit_actor *actor = &event->actor;

	return db_do(db, fault,
		"INSERT INTO audit_event (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
		"$10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
		DB_ARGS(DB_TEXT(guid_text(arena, guid_new(event->occurred_at_ms))),
			DB_INT(event->occurred_at_ms),
			DB_TEXT(text_from(operations[event->operation])),
			DB_TEXT(event->resource_type),
			DB_TEXT(guid_text_or_none(arena, event->resource_id)),
			DB_TEXT(text_from(actor_kinds[actor->kind])), DB_TEXT(actor->name),
			DB_TEXT(guid_text_or_none(arena, actor->key_id)),
			DB_TEXT(guid_text_or_none(arena, actor->object_id)),
			DB_TEXT(guid_text_or_none(arena, actor->client_app_id)),
			DB_TEXT(guid_text_or_none(arena, actor->directory_tenant_id)),
			DB_TEXT(event->client_address), DB_TEXT(event->request_id),
			DB_TEXT(event->client_request_id), DB_TEXT(event->request),
			DB_TEXT(event->code),
			DB_INT_OR_NULL(event->refused_count > 0, event->refused_count),
			DB_TEXT(event->before), DB_TEXT(event->after),
			DB_TEXT(guid_text_or_none(arena, actor->session_id))));
}

/* Index of the name in the list, or 0. */
static size_t index_of(struct text name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(name, text_from(list[i])))
			return i;
	}
	return 0;
}

static void read_guid(const struct db_cursor *rows, int column, struct guid *ret_guid)
{
	guid_parse_strict(db_text(rows, column), ret_guid);
}

static struct audit_actor read_actor(const struct db_cursor *rows, struct arena *arena)
{
	struct audit_actor actor = {
		.kind = (enum audit_actor_kind)index_of(db_text(rows, 5), actor_kinds, ACTOR_KINDS),
		.name = arena_text(arena, db_text(rows, 6))};

	read_guid(rows, 7, &actor.key_id);
	read_guid(rows, 8, &actor.object_id);
	read_guid(rows, 9, &actor.client_app_id);
	read_guid(rows, 10, &actor.directory_tenant_id);
	read_guid(rows, 19, &actor.session_id);
	return actor;
}

static struct audit_event read_event(const struct db_cursor *rows, struct arena *arena)
{
	struct audit_event event = {.occurred_at_ms = db_int(rows, 1),
		.operation =
			(enum audit_operation)index_of(db_text(rows, 2), operations, OPERATIONS),
		.resource_type = arena_text(arena, db_text(rows, 3)),
		.actor = read_actor(rows, arena),
		.client_address = arena_text(arena, db_text(rows, 11)),
		.request_id = arena_text(arena, db_text(rows, 12)),
		.client_request_id = arena_text(arena, db_text(rows, 13)),
		.request = arena_text(arena, db_text(rows, 14)),
		.code = arena_text(arena, db_text(rows, 15)),
		.refused_count = db_int(rows, 16),
		.before = arena_text(arena, db_text(rows, 17)),
		.after = arena_text(arena, db_text(rows, 18))};

	read_guid(rows, 0, &event.id);
	read_guid(rows, 4, &event.resource_id);
	return event;
}

/* The least id that was made at that time or later. */
static struct text least_id(struct arena *arena, int64_t time_ms)
{
	struct guid guid = {{0}};

	for (int i = 0; i < 6; i++)
		guid.bytes[i] = (uint8_t)(time_ms >> (40 - 8 * i));
	return guid_text(arena, guid);
}

/* The upper bound of ids: that of the time, or of the page, whichever comes first. */
static struct text upper_bound(struct arena *arena, const struct audit_query *query)
{
	struct text until = query->until_ms > 0 ? least_id(arena, query->until_ms) : TEXT("g");
	struct text before =
		guid_is_zero(query->before) ? TEXT("g") : guid_text(arena, query->before);

	return text_compare(until, before) < 0 ? until : before;
}

enum status audit_store_list(struct db *db, const struct audit_query *query,
	struct audit_event **ret_events, size_t *ret_count, struct fault *fault)
{
	struct arena *arena = fault->arena;
	struct audit_event *events = arena_array(arena, (size_t)query->limit + 1, sizeof(*events));
	const struct db_value values[] = {DB_TEXT(least_id(arena, query->from_ms)),
		DB_TEXT(upper_bound(arena, query)), DB_TEXT(query->operation),
		DB_TEXT(query->resource_type), DB_TEXT(query->actor_name), DB_TEXT(query->code),
		DB_INT(query->limit), DB_TEXT(guid_text(arena, query->resource_id))};
	size_t count = 0;
	struct db_cursor rows;

	if (guid_is_zero(query->resource_id))
		db_query(&rows, db, "SELECT " COLUMNS " FROM audit_event WHERE " FILTERED, values,
			7);
	else
		db_query(&rows, db,
			"SELECT " COLUMNS " FROM audit_event WHERE resource_id = $8 AND " FILTERED,
			values, 8);
	while (db_next(&rows))
		events[count++] = read_event(&rows, arena);
	*ret_events = events;
	*ret_count = count;
	return db_end(&rows, fault);
}

enum status audit_store_get(
	struct db *db, struct guid id, struct audit_event *ret_event, struct fault *fault)
{
	struct text text = guid_text(fault->arena, id);
	struct db_cursor rows;
	bool found;
	enum status status;

	db_query(&rows, db, "SELECT " COLUMNS " FROM audit_event WHERE id = $1",
		DB_ARGS(DB_TEXT(text)));
	found = db_next(&rows);
	if (found)
		*ret_event = read_event(&rows, fault->arena);
	status = db_end(&rows, fault);
	if (status != STATUS_OK || found)
		return status;
	return fault_set(fault, STATUS_NOT_FOUND, "AuditEventNotFound",
		"There is no audit event %s.", text.data);
}

static void write_guid(struct jsonwrite *out, const char *name, struct guid guid)
{
	jsonwrite_text(out, name, guid_text_or_none(out->buffer.arena, guid));
}

void audit_store_write_actor(struct jsonwrite *out, const struct audit_actor *actor)
{
	jsonwrite_open_member(out, "actor", '{');
	jsonwrite_text(out, "kind", text_from(actor_kinds[actor->kind]));
	jsonwrite_text(out, "name", actor->name);
	write_guid(out, "keyId", actor->key_id);
	write_guid(out, "objectId", actor->object_id);
	write_guid(out, "clientAppId", actor->client_app_id);
	write_guid(out, "directoryTenantId", actor->directory_tenant_id);
	write_guid(out, "sessionId", actor->session_id);
	jsonwrite_close(out, '}');
}

void audit_store_write(struct jsonwrite *out, const struct audit_event *event)
{
	jsonwrite_open(out, '{');
	write_guid(out, "id", event->id);
	jsonwrite_time(out, "occurredAt", event->occurred_at_ms);
	jsonwrite_text(out, "operation", text_from(operations[event->operation]));
	jsonwrite_text(out, "resourceType", event->resource_type);
	write_guid(out, "resourceId", event->resource_id);
	audit_store_write_actor(out, &event->actor);
	jsonwrite_text(out, "clientAddress", event->client_address);
	jsonwrite_text(out, "requestId", event->request_id);
	jsonwrite_text(out, "clientRequestId", event->client_request_id);
	jsonwrite_text(out, "request", event->request);
	jsonwrite_text(out, "code", event->code);
	if (event->refused_count > 0)
		jsonwrite_int(out, "refusedCount", event->refused_count);
	jsonwrite_raw(out, "before", event->before);
	jsonwrite_raw(out, "after", event->after);
	jsonwrite_close(out, '}');
}
