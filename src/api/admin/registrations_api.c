#include "api/admin/registration_reply.h"
#include "api/core/audit.h"
#include "api/core/handlers.h"
#include "api/core/list_filter.h"
#include "api/core/reply.h"
#include "registry/app_page.h"
#include "registry/app_store.h"

/* The query's parameters, and the database query made from them. */
struct list_query {
	struct list_page_query given;
	struct app_query apps;
	struct list_page page;
};

#define AT(member) .offset = offsetof(struct app_query, member)

enum { BY_ENABLED = 2 };

static const struct field_rule filter_rules[] = {
	{.name = "clientAppId eq", .kind = FIELD_GUID, AT(client_app_id), .min = 1},
	{.name = "directoryTenantId eq", .kind = FIELD_GUID, AT(directory_tenant_id), .min = 1},
	[BY_ENABLED] = {.name = "enabled eq", .kind = FIELD_BOOLEAN, AT(enabled)},
	{.name = "contains(name)",
		.kind = FIELD_TEXT,
		AT(name_part),
		.min = 1,
		.max = APP_NAME_MAX_POINTS},
};

static const struct field_table filter_fields = FIELD_TABLE(filter_rules);

static const struct list_filter_order orders[] = {{"id", APP_ORDER_ID}, {"name", APP_ORDER_NAME},
	{"createdAt", APP_ORDER_CREATED}, {"lastModifiedAt", APP_ORDER_MODIFIED}, {NULL, 0}};

/* Returns the tag of the order, which tokens contain. */
static const char *tag_of(const struct app_query *query)
{
	static const char *const tags[][2] = {{"id", "id-"}, {"name", "name-"},
		{"created", "created-"}, {"modified", "modified-"}};

	return tags[query->order][query->descending];
}

static void check_list(struct call *call)
{
	struct list_query *query = call->query;
	struct app_query *apps = &query->apps;
	uint64_t filters = 0;
	int order = APP_ORDER_ID;

	list_filter_read(call, query->given.filter, &filter_fields, apps, &filters);
	list_filter_read_order(call, query->given.order, orders, &order, &apps->descending);
	apps->order = (enum app_order)order;
	apps->by_enabled = (filters >> BY_ENABLED & 1) != 0;
	list_page_begin(call, &query->given, tag_of(apps), &query->page);
	apps->after_key = query->page.key;
	apps->after_id = query->page.id;
	apps->limit = (int64_t)query->page.fetch;
	apps->skip = query->page.skip;
	if (text_is_set(apps->after_key) && !app_page_is_key(apps->after_key, apps->order))
		list_page_refuse_token(call);
}

static const struct field_rule list_rules[] = {
	LIST_PAGE_RULE_FILTER, LIST_PAGE_RULE_ORDER, LIST_PAGE_RULE_SKIP, LIST_PAGE_RULES_COUNTS};

const struct call_query registrations_api_list_query = {
	FIELD_TABLE(list_rules), sizeof(struct list_query), check_list};

enum status registrations_api_list(struct call *call)
{
	const struct list_query *query = call->query;
	const struct list_page *page = &query->page;
	struct app *apps;
	size_t count;
	struct text last = TEXT_NONE;
	enum status status = app_page_read(call->db, &query->apps, &apps, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	if (count > page->limit)
		last = app_page_key(call->arena, &apps[page->limit - 1], query->apps.order);
	return registration_reply_page(call, page, apps, count, tag_of(&query->apps), last);
}

/* Reads a complete registration from the body. `old` (may be NULL) is the one to be replaced. */
static bool read_app(struct call *call, const struct app *old, struct app *ret_app)
{
	struct field_reader reader = {.fault = &call->fault};
	const struct jsonread_node *body = call_parse_body(call);
	struct app app = app_make();

	if (body == NULL)
		return false;
	jsonread_record(&reader, &app_fields, body, &app);
	field_require(&reader, &app_fields);
	app_check_server_fields(&reader, body, old);
	app.created_at_ms = app.last_modified_at_ms = call->now_ms;
	app.created_by = app.last_modified_by = call->actor;
	*ret_app = app;
	return call->fault.status == STATUS_OK;
}

static enum status insert(struct call *call, struct app *app)
{
	enum status status = app_store_insert(call->db, app, &call->fault);

	if (status == STATUS_OK)
		status = audit_app(call, AUDIT_CREATE, NULL, app);
	return status == STATUS_OK ? registration_reply(call, 201, app) : status;
}

static enum status update(struct call *call, const struct app *old, struct app *app)
{
	enum status status = STATUS_OK;

	/* An update without changes leaves no audit event. */
	if (app_same(old, app))
		return registration_reply(call, 200, old);
	status = app_store_update(call->db, app, &call->fault);
	if (status == STATUS_OK)
		status = audit_app(call, AUDIT_UPDATE, old, app);
	return status == STATUS_OK ? registration_reply(call, 200, app) : status;
}

enum status registrations_api_create(struct call *call)
{
	struct app app;

	if (!read_app(call, NULL, &app))
		return call->fault.status;
	app.id = guid_new(call->now_ms);
	return insert(call, &app);
}

enum status registrations_api_read(struct call *call)
{
	struct guid id;
	struct app app;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	status = app_store_get(call->db, id, &app, &call->fault);
	if (status != STATUS_OK ||
		!reply_conditions_hold(call, app_etag(call->arena, &app), &status))
		return status;
	return registration_reply(call, 200, &app);
}

/* Reads the stored registration, if any, and checks the request's conditions. Returns
 * STATUS_INVALID for an invalid ID, so that the handler can add the faults of the body. */
static enum status open_for_change(
	struct call *call, struct guid *ret_id, struct app *ret_app, bool *ret_found)
{
	struct fault lookup = fault_make(call->arena);
	enum status status;

	*ret_found = false;
	if (!call_path_guid(call, 0, ret_id))
		return call->fault.status;
	status = app_store_get(call->db, *ret_id, ret_app, &lookup);
	*ret_found = status == STATUS_OK;
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return fault_propagate(&call->fault, &lookup);
	reply_conditions_hold(
		call, *ret_found ? app_etag(call->arena, ret_app) : TEXT_NONE, &status);
	return call->fault.status;
}

/* Inserts under an ID that the client chose. A deleted registration with this ID is purged, with an
 * audit event. */
static enum status insert_with_id(struct call *call, struct app *app)
{
	struct fault lookup = fault_make(call->arena);
	struct app removed;
	enum status status = app_store_get_deleted(call->db, app->id, &removed, &lookup);

	if (status == STATUS_OK)
		status = audit_app(call, AUDIT_PURGE, &removed, NULL);
	else if (status == STATUS_NOT_FOUND)
		status = STATUS_OK;
	else
		fault_propagate(&call->fault, &lookup);
	return status == STATUS_OK ? insert(call, app) : status;
}

enum status registrations_api_replace(struct call *call)
{
	struct guid id;
	struct app old, app;
	bool found;
	enum status status = open_for_change(call, &id, &old, &found);

	if ((status != STATUS_OK && status != STATUS_INVALID) ||
		!read_app(call, found ? &old : NULL, &app))
		return call->fault.status;
	app.id = id;
	if (!found)
		return insert_with_id(call, &app);
	app.created_at_ms = old.created_at_ms;
	app.created_by = old.created_by;
	app.last_used_at_ms = old.last_used_at_ms;
	app.call_count = old.call_count;
	return update(call, &old, &app);
}

static bool read_patch(struct call *call, const struct app *old, struct app *app)
{
	struct field_reader reader = {.fault = &call->fault};
	const struct jsonread_node *body = call_parse_body(call);

	if (body == NULL)
		return false;
	jsonread_record(&reader, &app_fields, body, app);
	app_clear_fields(app, &reader);
	app_check_server_fields(&reader, body, old);
	app->last_modified_at_ms = call->now_ms;
	app->last_modified_by = call->actor;
	return call->fault.status == STATUS_OK;
}

enum status registrations_api_patch(struct call *call)
{
	struct guid id;
	struct app old = app_make(), app;
	bool found;
	enum status status = open_for_change(call, &id, &old, &found);

	if (status != STATUS_OK && status != STATUS_INVALID)
		return status;
	/* PATCH does not create a registration. */
	if (status == STATUS_OK && !found)
		return app_store_get(call->db, id, &old, &call->fault);
	app = old;
	return read_patch(call, found ? &old : NULL, &app) ? update(call, &old, &app)
							   : call->fault.status;
}

enum status registrations_api_delete(struct call *call)
{
	struct registry_change change = call_change(call);
	struct guid id;
	struct app app;
	bool found;
	enum status status = open_for_change(call, &id, &app, &found);

	if (status == STATUS_OK && found)
		status = app_store_delete(call->db, id, &change, &call->fault);
	if (status == STATUS_OK && found)
		status = audit_app(call, AUDIT_DELETE, &app, NULL);
	return status == STATUS_OK ? reply_empty(call, 204) : status;
}
