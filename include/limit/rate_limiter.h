/*
 * rate_limiter: counts calls, and limits the rate of each caller and of all callers together.
 *
 * A caller is an app registration or an admin key, identified by its id. Each call takes a token
 * from the caller's bucket and a token from the bucket of all callers. A refused call takes no
 * tokens and is not counted.
 *
 * rate_limiter_drain() removes callers from memory if they have made no call since the previous
 * drain and their bucket is full. This does not affect their limits. The hash function has a secret
 * key, so an attacker who chooses ids cannot slow down lookups. Thread-safe; each function takes
 * one lock for a short time.
 */
#ifndef LIMIT_RATE_LIMITER_H
#define LIMIT_RATE_LIMITER_H

#include "base/arena.h"
#include "base/guid.h"

struct rate_limiter;

/* Rates are 0 (no limit) to 1,000,000 calls per second. Bursts are 1 to 1,000,000 calls. */
struct rate_limiter_options {
	int64_t calls_per_s, burst; /* of one caller */
	int64_t all_calls_per_s, all_burst; /* of all callers together */
};

/* The values of the headers RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset
 * (draft-ietf-httpapi-ratelimit-headers-06) and Retry-After (RFC 9110 section 10.2.3). They
 * describe the bucket that has fewer calls left, or the caller's own bucket if both have the same
 * number of calls left. After a refusal, this bucket has no call left. */
struct rate_limiter_decision {
	bool allowed;
	bool limited; /* false: no limit is configured, and the numbers are 0 */
	int64_t limit; /* the burst */
	int64_t remaining; /* whole calls left after this one */
	int64_t reset_s; /* seconds, rounded up, until the bucket is full */
	/* After a refusal, the seconds, rounded up, until the bucket has a token. Otherwise 0. */
	int64_t retry_after_s;
};

/* The calls of a caller since the last drain. `last_used_ms` is the time of the last counted call
 * in milliseconds since 1970, or 0 if there was no call. */
struct rate_limiter_usage {
	struct guid caller;
	int64_t calls, last_used_ms;
};

struct rate_limiter *rate_limiter_new(const struct rate_limiter_options *options);
void rate_limiter_free(struct rate_limiter *limiter);

/* Changes the limits. If any limit differs from the current one, fills all buckets. */
void rate_limiter_set_limits(
	struct rate_limiter *limiter, const struct rate_limiter_options *options);

/* Decides whether a call of `caller` is allowed. If so, takes the tokens and counts the call.
 * `monotonic_ms` is the monotonic time, for the buckets; `now_ms` is the wall time, for
 * last_used_ms. Times that are older than those of an earlier call are harmless. */
void rate_limiter_take(struct rate_limiter *limiter, struct guid caller, int64_t monotonic_ms,
	int64_t now_ms, struct rate_limiter_decision *ret_decision);

/* Returns the caller's usage since the last drain. */
struct rate_limiter_usage rate_limiter_peek(struct rate_limiter *limiter, struct guid caller);

/* Adds the number of the caller's calls since the last drain to *calls. If the last of these calls
 * was later than *last_used_ms, sets *last_used_ms to the time of this call. */
void rate_limiter_add_to(
	struct rate_limiter *limiter, struct guid caller, int64_t *calls, int64_t *last_used_ms);

/* Moves all usage since the last drain to *ret_rows, to be stored in the database. There is a row
 * for each caller with at least one call, in no particular order. The rows are in the arena.
 * Returns the number of rows. */
size_t rate_limiter_drain(struct rate_limiter *limiter, struct arena *arena, int64_t monotonic_ms,
	struct rate_limiter_usage **ret_rows);

/* Adds back rows from rate_limiter_drain() that could not be stored, so that the next drain returns
 * them again. */
void rate_limiter_restore(
	struct rate_limiter *limiter, const struct rate_limiter_usage *rows, size_t count);

/* Returns the number of callers in memory. */
size_t rate_limiter_count(struct rate_limiter *limiter);

#endif
