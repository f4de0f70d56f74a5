/*
 * idempotency: the idempotency keys of requests that clients may repeat.
 *
 * A caller may repeat a request with the same key within 24 hours. The repeat changes nothing and
 * gets the stored response to the first request. The service refuses a different request with the
 * same key. Sources: Idempotency-Key (draft-ietf-httpapi-idempotency-key-header);
 * Repeatability-Request-ID with Repeatability-First-Sent (OASIS Repeatable Requests 1.0).
 */
#ifndef API_CORE_IDEMPOTENCY_PRIVATE_H
#define API_CORE_IDEMPOTENCY_PRIVATE_H

#include "api/core/call.h"
#include "registry/idempotent_response.h"

/* Reads the idempotency headers of a POST request. Sets the call's fault if the headers are invalid
 * or the request was first sent more than 24 hours ago. Also sets the fault if the route is
 * IDEMPOTENCY_REFUSED and the request has an idempotency header. */
void idempotency_read(struct call *call);

/* Replies with the response that is stored under the call's idempotency key. If no response is
 * stored, runs the handler and stores its response. Must run in the call's write transaction. */
enum status idempotency_run(struct call *call);

/* Does the first half of idempotency_run(), for worker threads. Hashes the body. Call this function
 * before the transaction begins, because hashing a large body can take long. Returns the argument
 * `wanted` of idempotency_run_prepared(). */
struct idempotent_response idempotency_prepare(struct call *call);

/* Does the second half of idempotency_run(). Must run in the call's write transaction. Calls
 * `handle` with `context` instead of the route's handler. */
enum status idempotency_run_prepared(struct call *call, struct idempotent_response *wanted,
	enum status (*handle)(struct call *call, void *context), void *context);

#endif
