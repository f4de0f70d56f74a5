/*
 * idempotency: requests that a client may send again: Idempotency-Key
 * (draft-ietf-httpapi-idempotency-key-header) and Repeatability-Request-ID with
 * Repeatability-First-Sent (OASIS Repeatable Requests 1.0).
 *
 * Promises: the same request under the same key, by the same caller, changes nothing more and gets
 * the first one's answer, for 24 hours. Another request under that key is refused.
 */
#ifndef API_CORE_IDEMPOTENCY_PRIVATE_H
#define API_CORE_IDEMPOTENCY_PRIVATE_H

#include "api/core/call.h"
#include "registry/idempotent_response.h"

/* Reads the headers of a POST; faults are added to the call's. A call that cannot keep answers
 * (IDEMPOTENCY_REFUSED) refuses them. */
void idempotency_read(struct call *call);

/* Runs the handler of a call that has a key, or gives the answer that is kept. In the call's write
 * transaction. */
enum status idempotency_run(struct call *call);

/* The same in two steps, for a call on a worker whose body may be large: what is looked for, made
 * before the transaction; then `handle` in place of the route's. */
struct idempotent_response idempotency_prepare(struct call *call);
enum status idempotency_run_prepared(struct call *call, struct idempotent_response *wanted,
	enum status (*handle)(struct call *call, void *context), void *context);

#endif
