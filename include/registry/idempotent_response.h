/*
 * idempotent_response: stored responses to requests that clients may repeat under the same
 * idempotency key.
 *
 * A response is stored in the same transaction as the change it reports, so a repeated request does
 * not make the change twice, even if the first response was lost. Only successful responses are
 * stored; a request that failed is carried out again.
 */
#ifndef REGISTRY_IDEMPOTENT_RESPONSE_H
#define REGISTRY_IDEMPOTENT_RESPONSE_H

#include "db/db.h"

/* How long a client may repeat a request, by its own clock, and how far that clock may be ahead. */
#define IDEMPOTENT_RESPONSE_RETRY_MS (INT64_C(24) * 3600 * 1000)
#define IDEMPOTENT_RESPONSE_CLOCK_SKEW_MS (INT64_C(5) * 60 * 1000)

/* How long a response is stored: as long as a repeated request is accepted. */
#define IDEMPOTENT_RESPONSE_LIFETIME_MS                                                            \
	(IDEMPOTENT_RESPONSE_RETRY_MS + IDEMPOTENT_RESPONSE_CLOCK_SKEW_MS)

struct idempotent_response {
	struct text scope; /* caller and operation */
	struct text key; /* the client's idempotency key */
	struct text fingerprint; /* of the request */
	int64_t created_at_ms;
	int64_t status; /* HTTP */
	struct text location, etag; /* absent: none */
	struct text body;
};

/* Finds the response stored under scope and key, with texts in the fault's arena. Sets *ret_found
 * to whether there is one no older than IDEMPOTENT_RESPONSE_LIFETIME_MS. */
enum status idempotent_response_find(struct db *db, struct text scope, struct text key,
	int64_t now_ms, struct idempotent_response *ret_answer, bool *ret_found,
	struct fault *fault);

/* Stores the response, replacing an older one with the same scope and key. */
enum status idempotent_response_insert(
	struct db *db, const struct idempotent_response *row, struct fault *fault);

/* Deletes responses older than IDEMPOTENT_RESPONSE_LIFETIME_MS. */
enum status idempotent_response_purge(struct db *db, int64_t now_ms, struct fault *fault);

#endif
