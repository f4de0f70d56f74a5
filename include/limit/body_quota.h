/*
 * body_quota: limits the bytes of request bodies in progress, per caller and in total.
 *
 * A large body claims its announced size before the service reads it, and keeps the claim until the
 * request's arena is freed, which also deletes the body's file. A body of up to
 * BODY_QUOTA_SMALL_BYTES needs no claim, since the number of connections bounds these. Thread-safe.
 */
#ifndef LIMIT_BODY_QUOTA_H
#define LIMIT_BODY_QUOTA_H

#include "base/fault.h"
#include "base/guid.h"

#define BODY_QUOTA_SMALL_BYTES 65536

struct body_quota;

struct body_quota *body_quota_new(void);

/* All claims must have ended. NULL is allowed. */
void body_quota_free(struct body_quota *quota);

/* A claim, and the quotas that apply to it. */
struct body_quota_request {
	struct guid caller;
	int64_t bytes;
	int64_t own_max_bytes, all_max_bytes;
};

/* Claims the bytes until the arena is freed or reset. Returns STATUS_TOO_MANY when the caller's
 * bodies would exceed own_max_bytes, STATUS_UNAVAILABLE when all bodies would exceed all_max_bytes.
 */
enum status body_quota_claim(struct body_quota *quota, struct arena *arena,
	const struct body_quota_request *request, struct fault *fault);

/* Returns the number of claimed bytes. */
int64_t body_quota_bytes(struct body_quota *quota);

#endif
