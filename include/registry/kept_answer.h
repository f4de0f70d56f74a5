/*
 * kept_answer: answers of requests that may be sent again under the same idempotency key.
 *
 * Promises: an answer is kept in the transaction of the change it tells of, so that the change is
 * made once, whoever loses which answer. Only answers of success are kept; what failed is tried
 * anew.
 */
#ifndef REGISTRY_KEPT_ANSWER_H
#define REGISTRY_KEPT_ANSWER_H

#include "db/db.h"

/* How long a client may send a request again, by its own clock, and how far that may be ahead. */
#define KEPT_ANSWER_DAY_MS (INT64_C(24) * 3600 * 1000)
#define KEPT_ANSWER_SKEW_MS (INT64_C(5) * 60 * 1000)

/* How long an answer is kept: for as long as such a request is let in. */
#define KEPT_ANSWER_MS (KEPT_ANSWER_DAY_MS + KEPT_ANSWER_SKEW_MS)

struct kept_answer {
	struct text scope; /* caller and operation */
	struct text key; /* what the client chose */
	struct text fingerprint; /* of the request */
	int64_t created_at_ms;
	int64_t status; /* HTTP */
	struct text location, etag; /* absent: none */
	struct text body;
};

/* The answer that is kept under scope and key, texts in the fault's arena; *ret_found says whether
 * there is one that is no older than KEPT_ANSWER_MS. */
enum status kept_answer_find(struct db *db, struct text scope, struct text key, int64_t now_ms,
	struct kept_answer *ret_answer, bool *ret_found, struct fault *fault);

/* Keeps it, in place of an older one. */
enum status kept_answer_add(struct db *db, const struct kept_answer *row, struct fault *fault);

/* Forgets what is older than KEPT_ANSWER_MS. */
enum status kept_answer_purge(struct db *db, int64_t now_ms, struct fault *fault);

#endif
