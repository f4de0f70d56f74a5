#include "api/handlers.h"
#include "api/reply.h"
#include "registry/app_store.h"

#define PAGE_DEFAULT 100
#define REGISTRATION_BYTES_MAX 65536

struct list_query {
	int64_t page_size;
	struct guid after;
};

static const struct field_rule list_rules[] = {
	{.name = "maxpagesize",
		.kind = FIELD_INTEGER,
		.min = 1,
		.max = APP_STORE_PAGE_MAX,
		.offset = offsetof(struct list_query, page_size)},
	{.name = "skiptoken", .kind = FIELD_GUID, .offset = offsetof(struct list_query, after)},
};

const struct call_query registrations_api_list_query = {
	FIELD_TABLE(list_rules), sizeof(struct list_query)};

enum status registrations_api_list(struct call *call)
{
	const struct list_query *query = call->query;
	size_t limit = query->page_size == 0 ? PAGE_DEFAULT : (size_t)query->page_size, count;
	struct app *apps;
	struct jsonwrite out = jsonwrite_make(call->arena, (limit + 1) * REGISTRATION_BYTES_MAX);
	enum status status =
		app_store_list(call->db, query->after, limit + 1, &apps, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "value", '[');
	for (size_t i = 0; i < count && i < limit; i++)
		app_write(&out, &apps[i]);
	jsonwrite_close(&out, ']');
	if (count > limit)
		jsonwrite_text(&out, "nextLink",
			call_url(call, "/admin/v1/app-registrations?maxpagesize=%zu&skiptoken=%s",
				limit, guid_text(call->arena, apps[limit - 1].id).data));
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

static enum status reply_app(struct call *call, int http_status, const struct app *app)
{
	struct jsonwrite out = jsonwrite_make(call->arena, REGISTRATION_BYTES_MAX);
	enum status status;

	app_write(&out, app);
	status = reply_json(call, http_status, &out);
	if (status != STATUS_OK)
		return status;
	message_add_header(call->response, "ETag", app_etag(call->arena, app));
	if (http_status == 201)
		message_add_header(call->response, "Location",
			call_url(call, "/admin/v1/app-registrations/%s",
				guid_text(call->arena, app->id).data));
	return STATUS_OK;
}

/* A whole registration out of the body; the server's fields are set. */
static bool read_app(struct call *call, struct app *ret_app)
{
	struct field_reader reader = {0};
	struct app app = app_make();

	if (!call_read_body(call, &app_fields, &reader, &app))
		return false;
	field_require(&reader, &app_fields);
	app.created_at_ms = app.last_modified_at_ms = call->now_ms;
	app.created_by = app.last_modified_by = call->actor;
	*ret_app = app;
	return call->fault.status == STATUS_OK;
}

enum status registrations_api_create(struct call *call)
{
	struct app app;
	enum status status;

	if (!read_app(call, &app))
		return call->fault.status;
	app.id = guid_new(call->now_ms);
	status = app_store_insert(call->db, &app, &call->fault);
	return status == STATUS_OK ? reply_app(call, 201, &app) : status;
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
	return reply_app(call, 200, &app);
}

/* The stored registration and whether the request's conditions hold for it, there or not. A bad id
 * is left for the answer that also names the body's faults. */
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
		return fault_set(&call->fault, status, lookup.code, "%s", lookup.detail.data);
	reply_conditions_hold(
		call, *ret_found ? app_etag(call->arena, ret_app) : TEXT_NONE, &status);
	return call->fault.status;
}

enum status registrations_api_replace(struct call *call)
{
	struct guid id;
	struct app old, app;
	bool found;
	enum status status = open_for_change(call, &id, &old, &found);

	if ((status != STATUS_OK && status != STATUS_INVALID) || !read_app(call, &app))
		return call->fault.status;
	app.id = id;
	if (found) {
		app.created_at_ms = old.created_at_ms;
		app.created_by = old.created_by;
		status = app_store_update(call->db, &app, &call->fault);
	} else {
		status = app_store_insert(call->db, &app, &call->fault);
	}
	return status == STATUS_OK ? reply_app(call, found ? 200 : 201, &app) : status;
}

enum status registrations_api_patch(struct call *call)
{
	struct field_reader reader = {0};
	struct guid id;
	struct app app = app_make();
	bool found;
	enum status status = open_for_change(call, &id, &app, &found);

	if (status != STATUS_OK && status != STATUS_INVALID)
		return status;
	/* Ids are made by the server or chosen with PUT: a patch creates nothing. */
	if (status == STATUS_OK && !found)
		return app_store_get(call->db, id, &app, &call->fault);
	if (!call_read_body(call, &app_fields, &reader, &app))
		return call->fault.status;
	app_clear_fields(&app, &reader);
	if (call->fault.status != STATUS_OK)
		return call->fault.status;
	app.last_modified_at_ms = call->now_ms;
	app.last_modified_by = call->actor;
	status = app_store_update(call->db, &app, &call->fault);
	return status == STATUS_OK ? reply_app(call, 200, &app) : status;
}

enum status registrations_api_delete(struct call *call)
{
	struct guid id;
	struct app app;
	bool found;
	enum status status = open_for_change(call, &id, &app, &found);

	if (status == STATUS_OK && found)
		status = app_store_delete(call->db, id, call->now_ms, call->actor, &call->fault);
	return status == STATUS_OK ? reply_empty(call, 204) : status;
}
