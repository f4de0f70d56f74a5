#include "api/core/audit.h"

#include "base/container_of.h"

#define PATH_BYTES_MAX 1000

static struct audit_event make_event(const struct call *call, enum audit_operation operation)
{
	return (struct audit_event){.occurred_at_ms = call->now_ms,
		.operation = operation,
		.actor = call->admin,
		.client_address = call->request->client_address,
		.request_id = call->request_id,
		.client_request_id = call->client_request_id};
}

enum status audit_change(struct call *call, enum audit_operation operation, const char *type,
	struct guid id, struct text before, struct text after)
{
	struct audit_event event = make_event(call, operation);

	event.resource_type = text_from(type);
	event.resource_id = id;
	event.before = before;
	event.after = after;
	/* Writing `before` or `after` fails if a text is too long. */
	if (call->fault.status != STATUS_OK)
		return call->fault.status;
	return audit_store_add(call->db, &event, &call->fault);
}

enum status audit_app(struct call *call, enum audit_operation operation, const struct app *before,
	const struct app *after)
{
	return audit_change(call, operation, "appRegistration",
		before != NULL ? before->id : after->id, app_entry_text(&call->fault, before),
		app_entry_text(&call->fault, after));
}

/* The path comes from the client and can contain any bytes. */
static struct text printable(struct text path)
{
	return text_check(path, NULL) == TEXT_GOOD ? path : TEXT("?");
}

static enum status write_refusal(struct group_job *job, struct db *db, struct fault *fault)
{
	struct call *call = container_of(job, struct call, write);
	struct audit_event event = make_event(call, AUDIT_REFUSE);
	const struct request *request = call->request;

	event.resource_type = TEXT("request");
	event.request = arena_printf(call->arena, "%s %s", message_method_name(request->method),
		arena_cstr(call->arena, printable(text_slice(request->path, 0, PATH_BYTES_MAX))));
	event.code = message_response_header(call->response, "x-ms-error-code");
	event.refused_count = call->refused_count;
	return audit_store_add(db, &event, fault);
}

static void on_recorded(struct group_job *job, enum status status)
{
	struct call *call = container_of(job, struct call, write);

	(void)status;
	call->resume(call);
}

void audit_prepare_refusal(struct call *call, int64_t count)
{
	call->refused_count = count;
	call->audit_fault = fault_make(call->arena);
	call->write = (struct group_job){
		.run = write_refusal, .done = on_recorded, .fault = &call->audit_fault};
}
