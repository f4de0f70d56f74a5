#include "api/pipeline/pipeline.h"

#include "api/core/handlers.h"
#include "api/core/idempotency.h"
#include "api/core/import_limiter.h"
#include "api/core/reply.h"
#include "api/pipeline/access_log.h"
#include "api/pipeline/capacity.h"
#include "api/pipeline/route_table.h"
#include "api/session/credentials.h"
#include "base/container_of.h"
#include "upkeep/database_check.h"
#include "upkeep/search_upkeep.h"

#define URI_BYTES_MAX 16384
#define CLIENT_REQUEST_ID_BYTES_MAX 128

/* Media types by enum body_kind. */
static const char *const media_types[][4] = {
	[BODY_NONE] = {NULL},
	[BODY_JSON] = {"application/json", NULL},
	[BODY_PATCH] = {"application/merge-patch+json", "application/json", NULL},
	[BODY_SETTINGS] = {"application/json", NULL},
	[BODY_IMPORT] = {"text/csv", "application/json", "application/x-ndjson", NULL},
	[BODY_FILE] = {NULL}, /* any: stores of files know little of their types */
};

static void wake_call(struct jwks_waiter *waiter)
{
	struct call *call = container_of(waiter, struct call, waiter);

	call->resume(call);
}

/* Returns the client's own request ID, or absent if it is too long or not printable ASCII. */
static struct text read_client_request_id(const struct request *request)
{
	struct text id = message_header(request, "x-ms-client-request-id");

	if (id.length > CLIENT_REQUEST_ID_BYTES_MAX)
		return TEXT_NONE;
	for (size_t i = 0; i < id.length; i++) {
		if (id.data[i] <= ' ' || id.data[i] > '~')
			return TEXT_NONE;
	}
	return id;
}

struct call *pipeline_begin(
	struct service *service, struct request *request, struct response *response)
{
	struct call *call = arena_alloc(request->arena, sizeof(*call));

	call->service = service;
	call->request = request;
	call->response = response;
	call->arena = request->arena;
	call->fault = fault_make(call->arena);
	call->now_ms = clock_now_ms(service->runtime.clock);
	call->started_ms = clock_monotonic_ms();
	call->request_id = guid_text(call->arena, guid_new(call->now_ms));
	call->client_request_id = read_client_request_id(request);
	call->admin = (struct audit_actor){.kind = AUDIT_BY_UNKNOWN, .name = TEXT("unknown")};
	call->waiter.wake = wake_call;
	call->waiter.deadline_ms = call->started_ms + service->runtime.config->auth_key_wait_ms;
	return call;
}

static void reply_failure(struct call *call)
{
	database_check_note_fault(&call->service->runtime, &call->fault);
	search_upkeep_note_fault(call->service->search_upkeep, &call->fault);
	reply_fault(call);
}

static enum pipeline_step answer_fault(struct call *call)
{
	reply_failure(call);
	return PIPELINE_ANSWERED;
}

static enum pipeline_step find_route(struct call *call)
{
	const struct request *request = call->request;
	struct text allow;

	if (request->path.length + request->query.length > URI_BYTES_MAX) {
		fault_set(&call->fault, STATUS_URI_TOO_LONG, "UriTooLong",
			"The URL is longer than %d characters.", URI_BYTES_MAX);
		return answer_fault(call);
	}
	call->route = routes_find(request, &call->params, &allow);
	if (call->route != NULL)
		return PIPELINE_READY;
	if (!text_is_set(allow)) {
		reply_not_found(call);
		return answer_fault(call);
	}
	if (request->method == METHOD_OPTIONS) {
		reply_empty(call, 204);
	} else {
		fault_set(&call->fault, STATUS_METHOD_NOT_ALLOWED, "MethodNotAllowed",
			"This path supports the methods %s.", allow.data);
		reply_fault(call);
	}
	message_add_header(call->response, "Allow", allow);
	return PIPELINE_ANSWERED;
}

static void check_media_type(struct call *call)
{
	struct text given = message_header(call->request, "Content-Type");
	struct text wanted = TEXT_NONE;

	for (const char *const *type = media_types[call->route->body]; *type != NULL; type++) {
		if (message_is_type(given, *type))
			return;
		wanted = arena_printf(call->arena, "%s%s%s", text_is_set(wanted) ? wanted.data : "",
			text_is_set(wanted) ? " or " : "", *type);
	}
	if (text_is_set(wanted))
		fault_set(&call->fault, STATUS_UNSUPPORTED_TYPE, "UnsupportedMediaType",
			"Send the body with the header Content-Type: %s.", wanted.data);
}

/* Returns false and replies 415 if the body has a content coding (RFC 9110 §15.5.16). */
static bool check_coding(struct call *call)
{
	struct text coding = message_header(call->request, "Content-Encoding");

	if (call->route->body == BODY_NONE || coding.length == 0 ||
		(text_equal_nocase(coding, TEXT("identity")) &&
			message_header_count(call->request, "Content-Encoding") == 1))
		return true;
	fault_set(&call->fault, STATUS_UNSUPPORTED_TYPE, "UnsupportedMediaType",
		"Send the body without Content-Encoding.");
	reply_fault(call);
	message_add_header(call->response, "Accept-Encoding", TEXT("identity"));
	return false;
}

static void read_pair(
	struct call *call, struct field_reader *reader, struct text name, struct text value)
{
	const struct field_table *table = &call->route->query->table;
	size_t index;
	const struct field_rule *rule = field_find(table, name, false, &index);

	if (rule == NULL && !table->is_open)
		field_refuse_unknown(reader, name);
	else if (rule != NULL && !field_is_absent(rule, value) && field_claim(reader, table, index))
		field_set_text(reader, rule, value, call->query);
}

static void read_query(struct call *call)
{
	static const struct call_query none = {.bytes = 1};
	struct route const *route = call->route;
	struct field_reader reader = {.fault = &call->fault, .source = FIELD_FROM_QUERY};
	const struct call_query *query = route->query == NULL ? &none : route->query;
	struct text rest = call->request->query, name, value;
	bool malformed;

	call->query = arena_alloc(call->arena, query->bytes);
	while (message_next_pair(call->arena, &rest, &name, &value, &malformed)) {
		if (malformed)
			fault_add(&call->fault, name, "InvalidParameter",
				"The percent-encoding of a query parameter is invalid.");
		else if (route->query == NULL)
			field_refuse_unknown(&reader, name);
		else
			read_pair(call, &reader, name, value);
	}
	field_require(&reader, &query->table);
	if (query->check != NULL)
		query->check(call);
	if (call->params.malformed)
		fault_add(&call->fault, TEXT("path"), "InvalidParameter",
			"The percent-encoding of the path is invalid.");
}

/* Faults of the query are reported together with those of the body. */
static bool can_add_faults(const struct call *call)
{
	return call->fault.error_count > 0 && call->route->body != BODY_NONE;
}

static enum pipeline_step check_caller(struct call *call)
{
	enum pipeline_step step = credentials_check(call);

	return step == PIPELINE_READY ? credentials_check_rate(call) : step;
}

static enum pipeline_step check_request(struct call *call)
{
	struct text length = message_header(call->request, "Content-Length");
	int64_t bytes;

	if (!check_coding(call))
		return PIPELINE_ANSWERED;
	check_media_type(call);
	if (call->fault.status == STATUS_OK)
		read_query(call);
	if (call->fault.status <= STATUS_INVALID && call->route->method == METHOD_POST)
		idempotency_read(call);
	if (call->fault.status != STATUS_OK && !can_add_faults(call))
		return answer_fault(call);
	if (text_to_int64(length, &bytes) && (uint64_t)bytes > capacity_body_limit(call)) {
		pipeline_refuse_body(call);
		return PIPELINE_ANSWERED;
	}
	if (capacity_check(call) != STATUS_OK ||
		(capacity_is_import(call->route) && !import_limiter_enter(call)))
		return answer_fault(call);
	return PIPELINE_READY;
}

/* Precedes authentication, because a damaged database cannot be trusted to say who may call. */
static enum pipeline_step check_health(struct call *call)
{
	if (call->route->handle == health_api_alive || call->route->handle == health_api_ready ||
		health_may_serve(call->service->runtime.health, &call->fault) == STATUS_OK)
		return PIPELINE_READY;
	return answer_fault(call);
}

enum pipeline_step pipeline_admit(struct call *call)
{
	enum pipeline_step step = PIPELINE_READY;

	if (call->route == NULL)
		step = find_route(call);
	if (step == PIPELINE_READY)
		step = check_health(call);
	if (step == PIPELINE_READY && call->route->plane != PLANE_OPEN)
		step = check_caller(call);
	return step == PIPELINE_READY ? check_request(call) : step;
}

void pipeline_refuse_body(struct call *call)
{
	if (call->route->body == BODY_NONE)
		fault_set(
			&call->fault, STATUS_INVALID, "UnexpectedBody", "This call takes no body.");
	else
		fault_set(&call->fault, STATUS_TOO_LARGE, "BodyTooLarge",
			"The body is larger than the %zu bytes that this call accepts.",
			capacity_body_limit(call));
	reply_fault(call);
}

bool pipeline_take_body(struct call *call)
{
	struct text body = text_trim(text_or_empty(call->request->body));

	if (call->route->body != BODY_NONE)
		return true;
	if (body.length > 1 && body.data[0] == '{' && body.data[body.length - 1] == '}')
		body = text_trim(text_slice(body, 1, body.length - 2));
	call->request->body = TEXT("");
	if (body.length == 0)
		return true;
	pipeline_refuse_body(call);
	return false;
}

void pipeline_fail_body(struct call *call, int error)
{
	call_fail_body(call, "server.temporary-dir", error);
	reply_fault(call);
}

/* Makes the client send its next request to another instance. */
static void close_when_stopping(struct call *call)
{
	if (atomic_load(&call->service->stopping))
		message_set_header(call->response, "Connection", TEXT("close"));
}

void pipeline_refuse_all(struct call *call)
{
	fault_set(&call->fault, STATUS_UNAVAILABLE, "ShuttingDown",
		"The service is shutting down; try again.");
	reply_fault(call);
	close_when_stopping(call);
}

void pipeline_refuse_head(struct call *call, const char *flaw)
{
	fault_set(&call->fault, STATUS_INVALID, "MalformedRequest", "%s", flaw);
	reply_fault(call);
}

void pipeline_run(struct call *call)
{
	enum status status = STATUS_OK;

	call->has_more = false;
	call->db = pool_acquire(call->service->runtime.pool, &call->fault);
	/* The open plane works without a database. */
	if (call->db == NULL && call->route->plane != PLANE_OPEN)
		status = fault_set(&call->fault, STATUS_UNAVAILABLE, "DatabaseError",
			"The database cannot be read now; try again later.");
	if (status == STATUS_OK)
		status = call->route->handle(call);
	pool_release(call->service->runtime.pool, call->db);
	call->db = NULL;
	if (status != STATUS_OK)
		reply_failure(call);
	if (!call->has_more)
		close_when_stopping(call);
}

static enum status run_write(struct group_job *job, struct db *db, struct fault *fault)
{
	struct call *call = container_of(job, struct call, write);
	enum status status;

	(void)fault;
	call->db = db;
	/* A call with a fault is not carried out, so there is no response to store or replay. */
	if (call->route->idempotency == IDEMPOTENCY_STORED && text_is_set(call->idempotency_key) &&
		call->fault.status == STATUS_OK)
		status = idempotency_run(call);
	else
		status = call->route->handle(call);
	call->db = NULL;
	return status;
}

static void on_written(struct group_job *job, enum status status)
{
	struct call *call = container_of(job, struct call, write);

	pipeline_written(call, status);
	call->resume(call);
}

bool pipeline_is_write(const struct call *call)
{
	return call->route->executor == EXECUTOR_GROUP_COMMIT ||
		call->route->executor == EXECUTOR_BATCHED_COMMIT;
}

void pipeline_prepare_write(struct call *call)
{
	bool is_batched = call->route->executor == EXECUTOR_BATCHED_COMMIT;

	call->write = (struct group_job){.run = run_write,
		.done = on_written,
		.fault = &call->fault,
		.kind = is_batched ? GROUP_BATCHED : GROUP_SAVEPOINT};
}

void pipeline_written(struct call *call, enum status status)
{
	if (status != STATUS_OK)
		reply_failure(call);
}

void pipeline_end(struct call *call)
{
	import_limiter_leave(call);
	/* Without a status no response was sent: the client has disconnected. */
	if (call->response->status != 0)
		access_log_write(call);
}
