/*
 * idempotency: idempotency keys of requests that a client may retry.
 *
 * A repeat of a request with the same key by the same caller changes nothing and gets the stored
 * response of the first, for 24 hours. A different request with that key is refused. Sources:
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header); Repeatability-Request-ID with
 * Repeatability-First-Sent (OASIS Repeatable Requests 1.0).
 */
#ifndef API_CORE_IDEMPOTENCY_PRIVATE_H
#define API_CORE_IDEMPOTENCY_PRIVATE_H

#include "api/core/call.h"
#include "registry/idempotent_response.h"

/* Reads the idempotency headers of a POST. Adds a fault to call->fault if they are invalid, or
 * if the route is IDEMPOTENCY_REFUSED. */
void idempotency_read(struct call *call);

/* Replays the stored response of the call's key or, if there is none, runs the handler and stores
 * its response. Must run in the call's write transaction. */
enum status idempotency_run(struct call *call);

/* idempotency_run() in two steps, for worker threads. idempotency_prepare() hashes the body, which
 * may be large, before the transaction begins. idempotency_run_prepared() must run in the
 * transaction and calls `handle` instead of the route's handler. */
struct idempotent_response idempotency_prepare(struct call *call);
enum status idempotency_run_prepared(struct call *call, struct idempotent_response *wanted,
	enum status (*handle)(struct call *call, void *context), void *context);

#endif
