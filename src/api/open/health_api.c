#include "api/core/handlers.h"
#include "api/core/reply.h"

static enum status reply_word(struct call *call, struct text word)
{
	struct jsonwrite out = jsonwrite_make(call->arena, 256);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "status", word);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

/* Liveness: replies 200 as long as the process answers. */
enum status health_api_alive(struct call *call)
{
	return reply_word(call, TEXT("alive"));
}

/* Readiness: replies 200 if no health condition is set and the registrations can be read. */
enum status health_api_ready(struct call *call)
{
	struct registry_state state;
	struct app_list *apps = NULL;

	if (health_check_ready(call->service->runtime.health, &call->fault) != STATUS_OK)
		return call->fault.status;
	if (call->db != NULL && registry_state_read(call->db, &state, &call->fault) == STATUS_OK)
		apps = app_list_ref(call->service->apps, call->service->runtime.pool, &call->fault);
	if (apps == NULL)
		return call->fault.status;
	app_list_unref(apps);
	return reply_word(call, TEXT("ready"));
}
