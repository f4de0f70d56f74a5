/*
 * idempotent_response: stored responses to requests that have an idempotency key.
 *
 * If a client repeats a request with the same key, the client gets the stored response. The
 * transaction that makes a change also stores the response that reports the change. A repeated
 * request therefore does not make the change twice, even if the first response was lost. The
 * service stores only successful responses. If a client repeats a request that failed, the service
 * executes the request again.
 */
#ifndef REGISTRY_IDEMPOTENT_RESPONSE_H
#define REGISTRY_IDEMPOTENT_RESPONSE_H

#include "db/db.h"

/* Period in which a client may repeat a request, measured by the client's clock. */
#define IDEMPOTENT_RESPONSE_RETRY_MS (INT64_C(24) * 3600 * 1000)

/* Maximum time by which the client's clock may be ahead of the service's clock. */
#define IDEMPOTENT_RESPONSE_CLOCK_SKEW_MS (INT64_C(5) * 60 * 1000)

/* Period for which a response is stored. The service accepts a repeated request for the same
 * period. */
#define IDEMPOTENT_RESPONSE_LIFETIME_MS                                                            \
	(IDEMPOTENT_RESPONSE_RETRY_MS + IDEMPOTENT_RESPONSE_CLOCK_SKEW_MS)

struct idempotent_response {
	struct text scope; /* identifies the caller and the operation */
	struct text key; /* the client's idempotency key */
	struct text fingerprint; /* keyed hash of the request */
	int64_t created_at_ms;
	int64_t status; /* HTTP status code */
	struct text location, etag; /* headers of the response; absent: no such header */
	struct text body;
};

/* Finds the response that is stored under `scope` and `key`. Sets *ret_found to false if there is
 * no such response, or if the response is older than IDEMPOTENT_RESPONSE_LIFETIME_MS. Allocates
 * texts in the fault's arena. */
enum status idempotent_response_find(struct db *db, struct text scope, struct text key,
	int64_t now_ms, struct idempotent_response *ret_answer, bool *ret_found,
	struct fault *fault);

/* Stores the response. Replaces a stored response that has the same scope and key. */
enum status idempotent_response_insert(
	struct db *db, const struct idempotent_response *row, struct fault *fault);

/* Deletes responses older than IDEMPOTENT_RESPONSE_LIFETIME_MS. */
enum status idempotent_response_purge(struct db *db, int64_t now_ms, struct fault *fault);

#endif
