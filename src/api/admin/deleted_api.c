#include "api/admin/registration_reply.h"
#include "api/core/audit.h"
#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "registry/app_store.h"

#define TAG "deleted"

struct list_query {
	struct list_page_query given;
	struct list_page page;
	int64_t before_ms;
};

static struct text key_of(struct arena *arena, const struct app *app)
{
	return arena_printf(arena, "%lld", (long long)app->deleted_at_ms);
}

static void check_list(struct call *call)
{
	struct list_query *query = call->query;

	list_page_begin(call, &query->given, TAG, &query->page);
	query->before_ms = INT64_MAX;
	if (text_is_set(query->page.key) && !text_to_int64(query->page.key, &query->before_ms))
		list_page_refuse_token(call);
}

static const struct field_rule list_rules[] = {LIST_PAGE_RULES_COUNTS};

const struct call_query deleted_api_list_query = {
	FIELD_TABLE(list_rules), sizeof(struct list_query), check_list};

enum status deleted_api_list(struct call *call)
{
	const struct list_query *query = call->query;
	const struct list_page *page = &query->page;
	struct app *apps;
	size_t count;
	struct text last = TEXT_NONE;
	enum status status = app_store_list_deleted(
		call->db, query->before_ms, page->id, page->fetch, &apps, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	if (count > page->limit)
		last = key_of(call->arena, &apps[page->limit - 1]);
	return registration_reply_page(call, page, apps, count, TAG, last);
}

enum status deleted_api_read(struct call *call)
{
	struct guid id;
	struct app app;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	status = app_store_get_deleted(call->db, id, &app, &call->fault);
	if (status != STATUS_OK ||
		!reply_conditions_hold(call, app_etag(call->arena, &app), &status))
		return status;
	return registration_reply(call, 200, &app);
}

enum status deleted_api_restore(struct call *call)
{
	struct registry_change change = call_change(call);
	struct guid id;
	struct app removed, app;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	status = app_store_get_deleted(call->db, id, &removed, &call->fault);
	if (status != STATUS_OK ||
		!reply_conditions_hold(call, app_etag(call->arena, &removed), &status))
		return status;
	status = app_store_restore(call->db, id, &change, &app, &call->fault);
	if (status == STATUS_OK)
		status = audit_app(call, AUDIT_RESTORE, NULL, &app);
	return status == STATUS_OK ? registration_reply(call, 200, &app) : status;
}

/* Replies 204 also if there is no deleted registration with this ID. */
enum status deleted_api_purge(struct call *call)
{
	struct guid id;
	struct app app;
	bool found;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	status = app_store_get_deleted(call->db, id, &app, &call->fault);
	found = status == STATUS_OK;
	if (status == STATUS_NOT_FOUND)
		fault_clear(&call->fault);
	else if (!found)
		return status;
	if (!reply_conditions_hold(call, found ? app_etag(call->arena, &app) : TEXT_NONE, &status))
		return status;
	if (!found)
		return reply_empty(call, 204);
	status = app_store_purge(call->db, id, &call->fault);
	if (status == STATUS_OK)
		status = audit_app(call, AUDIT_PURGE, &app, NULL);
	return status == STATUS_OK ? reply_empty(call, 204) : status;
}
