/*
 * idempotency: idempotency keys of requests that a client may retry.
 *
 * If a caller repeats a request with the same key within 24 hours, the repeat changes nothing and
 * gets the stored response to the first request. A different request with the same key is refused.
 * Sources: Idempotency-Key (draft-ietf-httpapi-idempotency-key-header); Repeatability-Request-ID
 * with Repeatability-First-Sent (OASIS Repeatable Requests 1.0).
 */
#ifndef API_CORE_IDEMPOTENCY_PRIVATE_H
#define API_CORE_IDEMPOTENCY_PRIVATE_H

#include "api/core/call.h"
#include "registry/idempotent_response.h"

/* Reads the idempotency headers of a POST request. Sets the call's fault if the headers are
 * invalid, or if the request has any and the route is IDEMPOTENCY_REFUSED. */
void idempotency_read(struct call *call);

/* Replays the response that is stored under the call's idempotency key. If there is none, runs the
 * handler and stores the response of the handler. Must run in the call's write transaction. */
enum status idempotency_run(struct call *call);

/* The first of the two steps in which a worker thread does the work of idempotency_run(). Hashes
 * the body, which can take long for a large body, so call it before the transaction begins. Returns
 * the value of `wanted` for the second step. */
struct idempotent_response idempotency_prepare(struct call *call);

/* The second step. Must run in the write transaction. Calls `handle` with `context` instead of the
 * route's handler. */
enum status idempotency_run_prepared(struct call *call, struct idempotent_response *wanted,
	enum status (*handle)(struct call *call, void *context), void *context);

#endif
