/*
 * body_quota: how much the bodies of requests under way may take, of one caller and of all.
 *
 * A large body claims the bytes that it is announced with before any of them is read, and has them
 * until its request's arena is freed, which is when its file goes. Bodies of up to
 * BODY_QUOTA_SMALL_BYTES claim nothing: the number of connections bounds them. Thread-safe.
 */
#ifndef LIMIT_BODY_QUOTA_H
#define LIMIT_BODY_QUOTA_H

#include "base/fault.h"
#include "base/guid.h"

#define BODY_QUOTA_SMALL_BYTES 65536

struct body_quota;

struct body_quota *body_quota_new(void);

/* No claim is left. NULL is allowed. */
void body_quota_free(struct body_quota *quota);

/* What is wanted, and the bounds. */
struct body_quota_request {
	struct guid caller;
	int64_t bytes;
	int64_t own_max_bytes, all_max_bytes;
};

/* Claims the bytes until the arena is freed or reset. STATUS_TOO_MANY when the caller's bodies
 * would take too much, STATUS_UNAVAILABLE when those of all would. */
enum status body_quota_claim(struct body_quota *quota, struct arena *arena,
	const struct body_quota_request *claim, struct fault *fault);

/* Bytes that are claimed now. */
int64_t body_quota_bytes(struct body_quota *quota);

#endif
