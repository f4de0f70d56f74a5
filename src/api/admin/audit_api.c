#include "api/core/handlers.h"
#include "api/core/list_filter.h"
#include "api/core/list_page.h"
#include "api/core/reply.h"
#include "registry/app.h"
#include "registry/audit_store.h"

#define TAG "audit"

/* Two registrations, and the event's other members. */
#define EVENT_BYTES_MAX (3 * APP_JSON_BYTES_MAX)

struct list_query {
	struct list_page_query given;
	struct audit_query events;
	struct list_page page;
};

#define AT(member) .offset = offsetof(struct audit_query, member)
#define WORD(name_, member_)                                                                       \
	{                                                                                          \
		.name = (name_), .kind = FIELD_LINE, AT(member_), .min = 1, .max = 200             \
	}

static const struct field_rule filter_rules[] = {
	{.name = "resourceId eq", .kind = FIELD_GUID, AT(resource_id), .min = 1},
	WORD("resourceType eq", resource_type),
	WORD("operation eq", operation),
	WORD("actorName eq", actor_name),
	WORD("code eq", code),
	{.name = "occurredAt ge", .kind = FIELD_TIME, AT(from_ms)},
	{.name = "occurredAt lt", .kind = FIELD_TIME, AT(until_ms), .min = 1},
};

static const struct field_table filter_fields = FIELD_TABLE(filter_rules);

static void check_list(struct call *call)
{
	struct list_query *query = call->query;

	list_filter_read(call, query->given.filter, &filter_fields, &query->events, NULL);
	list_page_begin(call, &query->given, TAG, &query->page);
	query->events.before = query->page.id;
	query->events.limit = (int64_t)query->page.fetch;
}

static const struct field_rule list_rules[] = {LIST_PAGE_RULE_FILTER, LIST_PAGE_RULES_COUNTS};

const struct call_query audit_api_list_query = {
	FIELD_TABLE(list_rules), sizeof(struct list_query), check_list};

enum status audit_api_list(struct call *call)
{
	const struct list_query *query = call->query;
	const struct list_page *page = &query->page;
	struct audit_event *events;
	size_t count;
	struct jsonwrite out = jsonwrite_make(call->arena, (page->limit + 1) * EVENT_BYTES_MAX);
	enum status status =
		audit_store_list(call->db, &query->events, &events, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "value", '[');
	for (size_t i = 0; i < count && i < page->limit; i++)
		audit_store_write(&out, &events[i]);
	jsonwrite_close(&out, ']');
	if (count > page->limit)
		list_page_end(call, &out, page, count, TAG, TEXT(""), events[page->limit - 1].id);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

enum status audit_api_read(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, EVENT_BYTES_MAX);
	struct audit_event event;
	struct guid id;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	status = audit_store_get(call->db, id, &event, &call->fault);
	if (status != STATUS_OK)
		return status;
	audit_store_write(&out, &event);
	return reply_json(call, 200, &out);
}
