/*
 * idempotent_response: stored responses to requests that have an idempotency key.
 *
 * A client may repeat such a request with the same key and then gets the stored response. A
 * response is stored in the same transaction as the change that it reports. Therefore a repeated
 * request does not make the change twice, even if the first response was lost. Only successful
 * responses are stored, so a request that failed is executed again when the client repeats it.
 */
#ifndef REGISTRY_IDEMPOTENT_RESPONSE_H
#define REGISTRY_IDEMPOTENT_RESPONSE_H

#include "db/db.h"

/* How long a client may repeat a request, measured by the client's clock. */
#define IDEMPOTENT_RESPONSE_RETRY_MS (INT64_C(24) * 3600 * 1000)

/* How far the client's clock may be ahead of the service's clock. */
#define IDEMPOTENT_RESPONSE_CLOCK_SKEW_MS (INT64_C(5) * 60 * 1000)

/* How long a response is stored, which is as long as the service accepts a repeated request. */
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

/* Finds the response that is stored under `scope` and `key`. If there is none, or if it is older
 * than IDEMPOTENT_RESPONSE_LIFETIME_MS, sets *ret_found to false. Texts are allocated in the
 * fault's arena. */
enum status idempotent_response_find(struct db *db, struct text scope, struct text key,
	int64_t now_ms, struct idempotent_response *ret_answer, bool *ret_found,
	struct fault *fault);

/* Stores the response. Replaces a stored response that has the same scope and key. */
enum status idempotent_response_insert(
	struct db *db, const struct idempotent_response *row, struct fault *fault);

/* Deletes responses older than IDEMPOTENT_RESPONSE_LIFETIME_MS. */
enum status idempotent_response_purge(struct db *db, int64_t now_ms, struct fault *fault);

#endif
