#include "registry/audit_store.h"

#include "db/column.h"

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

#define COLUMN_VALUE_NEW_GUID(arena_, row_, member_)                                               \
	DB_TEXT(guid_text((arena_), guid_new((row_)->occurred_at_ms)))
#define COLUMN_READ_NEW_GUID COLUMN_READ_GUID
#define COLUMN_VALUE_OPERATION(arena_, row_, member_)                                              \
	DB_TEXT(text_from(operations[(row_)->member_]))
#define COLUMN_READ_OPERATION(arena_, rows_, index_)                                               \
	(enum audit_operation) COLUMN_READ_NAME(rows_, index_, operations, AUDIT_CREATE)
#define COLUMN_VALUE_ACTOR(arena_, row_, member_) DB_TEXT(text_from(actor_kinds[(row_)->member_]))
#define COLUMN_READ_ACTOR(arena_, rows_, index_)                                                   \
	(enum audit_actor_kind) COLUMN_READ_NAME(rows_, index_, actor_kinds, AUDIT_BY_ADMIN_KEY)

/* clang-format off */
#define AUDIT_COLUMNS(KEY, FIRST, NEXT) \
	KEY(id, NEW_GUID, id) \
	FIRST(occurred_at_ms, TIME, occurred_at_ms) \
	NEXT(operation, OPERATION, operation) \
	NEXT(resource_type, TEXT, resource_type) \
	NEXT(resource_id, GUID_OR_NULL, resource_id) \
	NEXT(actor_kind, ACTOR, actor.kind) \
	NEXT(actor_name, TEXT, actor.name) \
	NEXT(actor_key_id, GUID_OR_NULL, actor.key_id) \
	NEXT(actor_object_id, GUID_OR_NULL, actor.object_id) \
	NEXT(actor_client_app_id, GUID_OR_NULL, actor.client_app_id) \
	NEXT(actor_directory_tenant_id, GUID_OR_NULL, actor.directory_tenant_id) \
	NEXT(actor_session_id, GUID_OR_NULL, actor.session_id) \
	NEXT(client_address, TEXT, client_address) \
	NEXT(request_id, TEXT, request_id) \
	NEXT(client_request_id, TEXT, client_request_id) \
	NEXT(request, TEXT, request) \
	NEXT(code, TEXT, code) \
	NEXT(refused_count, INT_OR_NULL, refused_count) \
	NEXT(before_json, JSON, before) \
	NEXT(after_json, JSON, after)

#define SELECT "SELECT " COLUMN_NAMES(AUDIT_COLUMNS) " FROM audit_event WHERE "
#define INSERT \
	"INSERT INTO audit_event (" COLUMN_NAMES(AUDIT_COLUMNS) ") " \
	"VALUES (" COLUMN_PARAMETERS(AUDIT_COLUMNS) ")"
/* clang-format on */

enum { COLUMN_INDEXES(AUDIT_COLUMNS) };

/* $1, $2: range of ids; $3 to $6: the filter; $7: limit. */
#define FILTERED                                                                                   \
	"id >= $1 AND id < $2 "                                                                    \
	"AND (CAST($3 AS TEXT) IS NULL OR operation = $3) "                                        \
	"AND (CAST($4 AS TEXT) IS NULL OR resource_type = $4) "                                    \
	"AND (CAST($5 AS TEXT) IS NULL OR actor_name = $5) "                                       \
	"AND (CAST($6 AS TEXT) IS NULL OR code = $6) ORDER BY id DESC LIMIT $7"

enum status audit_store_add(struct db *db, const struct audit_event *row, struct fault *fault)
{
	struct arena *arena = fault->arena;

	return db_exec(db, fault, INSERT, DB_ARGS(COLUMN_VALUES(AUDIT_COLUMNS)));
}

static struct audit_event read_event(const struct db_cursor *rows, struct arena *arena)
{
	return (struct audit_event){COLUMN_MEMBERS(AUDIT_COLUMNS)};
}

/* Returns the smallest id that an event at or after `time_ms` can have. */
static struct text least_id(struct arena *arena, int64_t time_ms)
{
	struct guid guid = {{0}};

	for (int i = 0; i < 6; i++)
		guid.bytes[i] = (uint8_t)(time_ms >> (40 - 8 * i));
	return guid_text(arena, guid);
}

/* Returns the exclusive upper bound of ids: from the end of the period or from the page, whichever
 * is smaller. */
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
		db_query(&rows, db, SELECT FILTERED, values, 7);
	else
		db_query(&rows, db, SELECT "resource_id = $8 AND " FILTERED, values, 8);
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

	db_query(&rows, db, SELECT "id = $1", DB_ARGS(DB_TEXT(text)));
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
