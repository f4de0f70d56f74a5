#include "api/core/idempotency.h"

#include "api/core/reply.h"
#include "base/hash.h"

#define KEY_BYTES_MAX 255

static void refuse(struct call *call, const char *header, const char *sentence)
{
	fault_add(&call->fault, text_from(header), "InvalidHeader", "%s", sentence);
}

static bool is_key(struct text key)
{
	for (size_t i = 0; i < key.length; i++) {
		if (key.data[i] < ' ' || key.data[i] > '~')
			return false;
	}
	return key.length >= 1 && key.length <= KEY_BYTES_MAX;
}

static bool is_once(const struct call *call, const char *header)
{
	return message_header_count(call->request, header) == 1;
}

static void read_idempotency_key(struct call *call, struct text key)
{
	if (is_key(key) && is_once(call, "Idempotency-Key"))
		call->idempotency_key = key;
	else
		refuse(call, "Idempotency-Key",
			"Idempotency-Key must be a single value of 1 to 255 printable ASCII "
			"characters.");
}

static void read_repeatability(struct call *call, struct text id, struct text first_sent)
{
	struct guid guid = {{0}};
	int64_t sent_ms = 0;

	if (!guid_parse_strict(id, &guid) || !is_once(call, "Repeatability-Request-ID"))
		refuse(call, "Repeatability-Request-ID",
			"Repeatability-Request-ID must be a single GUID, sent together with "
			"Repeatability-First-Sent.");
	if (!clock_parse_http(first_sent, &sent_ms) ||
		sent_ms > call->now_ms + IDEMPOTENT_RESPONSE_CLOCK_SKEW_MS ||
		!is_once(call, "Repeatability-First-Sent"))
		refuse(call, "Repeatability-First-Sent",
			"Repeatability-First-Sent must be an HTTP date in the past, such as "
			"Sun, 06 Nov 1994 08:49:37 GMT, sent together with "
			"Repeatability-Request-ID.");
	else if (sent_ms < call->now_ms - IDEMPOTENT_RESPONSE_RETRY_MS)
		fault_set(&call->fault, STATUS_PRECONDITION_FAILED, "RequestTooOld",
			"This request was first sent more than 24 hours ago, and responses are "
			"stored for 24 hours; check whether it was carried out.");
	/* The case of a GUID does not matter, so the key is its canonical form. */
	call->idempotency_key = guid_text(call->arena, guid);
}

void idempotency_read(struct call *call)
{
	struct text key = message_header(call->request, "Idempotency-Key");
	struct text id = message_header(call->request, "Repeatability-Request-ID");
	struct text first_sent = message_header(call->request, "Repeatability-First-Sent");

	call->reports_repeatability = text_is_set(id) || text_is_set(first_sent);
	if (!text_is_set(key) && !call->reports_repeatability)
		return;
	if (call->route->idempotency == IDEMPOTENCY_REFUSED)
		fault_set(&call->fault, STATUS_NOT_IMPLEMENTED, "NotRepeatable",
			"This call does not store responses, so it accepts neither Idempotency-Key "
			"nor Repeatability-Request-ID.");
	else if (text_is_set(key) && call->reports_repeatability)
		refuse(call, "Idempotency-Key",
			"Send Idempotency-Key or Repeatability-Request-ID, not both.");
	else if (text_is_set(key))
		read_idempotency_key(call, key);
	else
		read_repeatability(call, id, first_sent);
}

/* Keys of different callers, or for different operations, are independent. */
static struct text make_scope(struct call *call)
{
	return arena_printf(call->arena, "%s %s", guid_text(call->arena, call->caller_id).data,
		call->route->name);
}

/* A keyed hash, because a body may contain personal data. */
static struct text make_fingerprint(struct call *call, struct text key)
{
	const struct request *request = call->request;
	struct hash_stream *stream = hash_stream_new();
	struct hash hash;

	hash_stream_update(stream, request->path);
	hash_stream_update(stream, TEXT("?"));
	hash_stream_update(stream, text_or_empty(request->query));
	hash_stream_update(stream, TEXT("\n"));
	hash_stream_update(stream, request->body);
	hash = hash_stream_final(stream);
	hash = hash_hmac(key, hash_text(&hash));
	return hash_hex(call->arena, &hash);
}

static enum status replay(struct call *call, const struct idempotent_response *stored)
{
	reply_begin(call, (int)stored->status);
	if (stored->body.length > 0)
		message_add_header(call->response, "Content-Type", TEXT("application/json"));
	message_add_header(call->response, "Idempotency-Replayed", TEXT("true"));
	if (text_is_set(stored->etag))
		message_add_header(call->response, "ETag", stored->etag);
	if (text_is_set(stored->location))
		message_add_header(call->response, "Location", stored->location);
	call->response->body = stored->body;
	return STATUS_OK;
}

static enum status store(struct call *call, struct idempotent_response *response)
{
	response->created_at_ms = call->now_ms;
	response->status = call->response->status;
	response->location = message_response_header(call->response, "Location");
	response->etag = message_response_header(call->response, "ETag");
	response->body = call->response->body;
	return idempotent_response_insert(call->db, response, &call->fault);
}

struct idempotent_response idempotency_prepare(struct call *call)
{
	return (struct idempotent_response){.scope = make_scope(call),
		.key = call->idempotency_key,
		.fingerprint = make_fingerprint(
			call, call->service->runtime.environment.keys[ENVIRONMENT_REPEAT])};
}

/* A response stored by an early version has a fingerprint with the environment's secret itself. */
static bool is_same_request(struct call *call, const struct idempotent_response *stored,
	const struct idempotent_response *wanted)
{
	struct text legacy_key = call->service->runtime.environment.legacy_key;

	return text_equal(stored->fingerprint, wanted->fingerprint) ||
		(text_is_set(legacy_key) &&
			text_equal(stored->fingerprint, make_fingerprint(call, legacy_key)));
}

enum status idempotency_run_prepared(struct call *call, struct idempotent_response *wanted,
	enum status (*handle)(struct call *call, void *context), void *context)
{
	struct idempotent_response stored;
	bool found = false;
	enum status status = idempotent_response_find(
		call->db, wanted->scope, wanted->key, call->now_ms, &stored, &found, &call->fault);

	if (status == STATUS_OK && found && !is_same_request(call, &stored, wanted))
		return fault_set(&call->fault, STATUS_KEY_REUSED, "IdempotencyKeyReused",
			"This key was already used for a different request; use a new key for each "
			"request.");
	if (status == STATUS_OK && found)
		return replay(call, &stored);
	if (status == STATUS_OK)
		status = handle(call, context);
	return status == STATUS_OK ? store(call, wanted) : status;
}

static enum status handle_route(struct call *call, void *context)
{
	(void)context;
	return call->route->handle(call);
}

enum status idempotency_run(struct call *call)
{
	struct idempotent_response wanted = idempotency_prepare(call);

	return idempotency_run_prepared(call, &wanted, handle_route, NULL);
}
