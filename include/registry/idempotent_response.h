/*
 * idempotent_response: answers of requests that may be sent again under the same idempotency key.
 *
 * Promises: an answer is kept in the transaction of the change it tells of, so that the change is
 * made once, whoever loses which answer. Only answers of success are kept; what failed is tried
 * anew.
 */
#ifndef REGISTRY_IDEMPOTENT_RESPONSE_H
#define REGISTRY_IDEMPOTENT_RESPONSE_H

#include "db/db.h"

/* How long a client may send a request again, by its own clock, and how far that may be ahead. */
#define IDEMPOTENT_RESPONSE_RETRY_MS (INT64_C(24) * 3600 * 1000)
#define IDEMPOTENT_RESPONSE_CLOCK_SKEW_MS (INT64_C(5) * 60 * 1000)

/* How long an answer is kept: for as long as such a request is let in. */
#define IDEMPOTENT_RESPONSE_LIFETIME_MS                                                            \
	(IDEMPOTENT_RESPONSE_RETRY_MS + IDEMPOTENT_RESPONSE_CLOCK_SKEW_MS)

struct idempotent_response {
	struct text scope; /* caller and operation */
	struct text key; /* what the client chose */
	struct text fingerprint; /* of the request */
	int64_t created_at_ms;
	int64_t status; /* HTTP */
	struct text location, etag; /* absent: none */
	struct text body;
};

/* The answer that is kept under scope and key, texts in the fault's arena; *ret_found says whether
 * there is one that is no older than IDEMPOTENT_RESPONSE_LIFETIME_MS. */
enum status idempotent_response_find(struct db *db, struct text scope, struct text key,
	int64_t now_ms, struct idempotent_response *ret_answer, bool *ret_found,
	struct fault *fault);

/* Keeps it, in place of an older one. */
enum status idempotent_response_insert(
	struct db *db, const struct idempotent_response *row, struct fault *fault);

/* Forgets what is older than IDEMPOTENT_RESPONSE_LIFETIME_MS. */
enum status idempotent_response_purge(struct db *db, int64_t now_ms, struct fault *fault);

#endif
