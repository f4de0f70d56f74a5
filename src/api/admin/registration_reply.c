#include "api/admin/registration_reply.h"

#include "api/core/public_url.h"
#include "api/core/reply.h"

/* Adds the calls that this process has counted but not stored yet. */
static void add_usage(struct call *call, struct app *app)
{
	rate_limiter_add_to(
		call->service->rate_limiter, app->id, &app->call_count, &app->last_used_at_ms);
}

enum status registration_reply(struct call *call, int http_status, const struct app *app)
{
	struct jsonwrite out = jsonwrite_make(call->arena, APP_JSON_BYTES_MAX);
	struct app shown = *app;
	enum status status;

	add_usage(call, &shown);
	app_write(&out, &shown);
	status = reply_json(call, http_status, &out);
	if (status != STATUS_OK)
		return status;
	message_add_header(call->response, "ETag", app_etag(call->arena, app));
	if (http_status == 201)
		message_add_header(call->response, "Location",
			public_url_link(call, "/admin/v1/app-registrations/%s",
				guid_text(call->arena, app->id).data));
	return STATUS_OK;
}

enum status registration_reply_page(struct call *call, const struct list_page *page,
	struct app *apps, size_t count, const char *tag, struct text last_key)
{
	struct jsonwrite out = jsonwrite_make(call->arena, (page->limit + 1) * APP_JSON_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "value", '[');
	for (size_t i = 0; i < count && i < page->limit; i++) {
		add_usage(call, &apps[i]);
		app_write(&out, &apps[i]);
	}
	jsonwrite_close(&out, ']');
	if (count > page->limit)
		list_page_end(call, &out, page, count, tag, last_key, apps[page->limit - 1].id);
	jsonwrite_close(&out, '}');
	return reply_json_tagged(call, &out);
}
