#include "api/core/handlers.h"
#include "api/core/public_url.h"
#include "api/core/reply.h"

#define JSON_BYTES_MAX 65536

/* Gives the three values that a person enters to connect an app. */
enum status connection_api_read(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, JSON_BYTES_MAX);
	const struct runtime *runtime = &call->service->runtime;

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "serviceUrl", public_url_text(call));
	jsonwrite_text(&out, "audience", config_first_audience(runtime->config));
	jsonwrite_text(&out, "tenantId", guid_text(call->arena, runtime->environment.id));
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
