/*
 * repeat: requests that a client may send again: Idempotency-Key
 * (draft-ietf-httpapi-idempotency-key-header) and Repeatability-Request-ID with
 * Repeatability-First-Sent (OASIS Repeatable Requests 1.0).
 *
 * Promises: the same request under the same key, by the same caller, changes nothing more and gets
 * the first one's answer, for 24 hours. Another request under that key is refused.
 */
#ifndef API_REPEAT_PRIVATE_H
#define API_REPEAT_PRIVATE_H

#include "api/call.h"

/* Reads the headers of a POST; faults are added to the call's. A call that cannot keep answers
 * (REPEAT_NEVER) refuses them. */
void repeat_read(struct call *call);

/* Runs the handler of a call that has a key, or gives the answer that is kept. In the call's write
 * transaction. */
enum status repeat_run(struct call *call);

#endif
