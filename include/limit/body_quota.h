/*
 * body_quota: limits the total size of the request bodies that are being processed, per caller and
 * for all callers together.
 *
 * The service claims the announced size of a large body before it reads the body. The claim ends
 * when the request's arena is freed. By then, the temporary file of the body has been deleted. A
 * body of up to BODY_QUOTA_SMALL_BYTES needs no claim, because the number of connections limits the
 * number of such bodies. Thread-safe.
 */
#ifndef LIMIT_BODY_QUOTA_H
#define LIMIT_BODY_QUOTA_H

#include "base/fault.h"
#include "base/guid.h"

#define BODY_QUOTA_SMALL_BYTES 65536

struct body_quota;

struct body_quota *body_quota_new(void);

/* Call this function after all claims have ended. NULL is allowed. */
void body_quota_free(struct body_quota *quota);

/* A claim of `bytes` by `caller`. */
struct body_quota_request {
	struct guid caller;
	int64_t bytes;
	int64_t own_max_bytes, all_max_bytes; /* quotas: this caller, all callers together */
};

/* Claims request->bytes until the arena is freed or reset. Returns STATUS_TOO_MANY if the claims of
 * the caller would exceed own_max_bytes, and STATUS_UNAVAILABLE if all claims together would exceed
 * all_max_bytes. */
enum status body_quota_claim(struct body_quota *quota, struct arena *arena,
	const struct body_quota_request *request, struct fault *fault);

/* Returns the sum of all claims, in bytes. */
int64_t body_quota_bytes(struct body_quota *quota);

#endif
