/*
 * rate_limiter: counts requests, and limits their rate. There is a limit for each caller, and a
 * limit for all callers together.
 *
 * A caller is an app registration or an admin key, identified by its id. Each allowed request takes
 * a token from the caller's token bucket and a token from the bucket of all callers. A refused
 * request takes no tokens and is not counted.
 *
 * rate_limiter_drain() removes a caller from memory if the caller has sent no request since the
 * previous drain and the caller's bucket is full. The removal does not affect the limits of the
 * caller. The hash function has a secret key, so that an attacker who chooses ids cannot slow down
 * lookups. Thread-safe; each function holds one lock for a short time.
 */
#ifndef LIMIT_RATE_LIMITER_H
#define LIMIT_RATE_LIMITER_H

#include "base/arena.h"
#include "base/guid.h"

struct rate_limiter;

/* Rates are 0 (no limit) to 1,000,000 requests per second. Bursts are 1 to 1,000,000 requests. */
struct rate_limiter_options {
	int64_t calls_per_s, burst; /* of one caller */
	int64_t all_calls_per_s, all_burst; /* of all callers together */
};

/* The values of the headers RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset
 * (draft-ietf-httpapi-ratelimit-headers-06) and Retry-After (RFC 9110 section 10.2.3). The values
 * describe the bucket that has fewer tokens. If both buckets have the same number of tokens, the
 * values describe the caller's own bucket. After a refusal, the described bucket has no token. */
struct rate_limiter_decision {
	bool allowed;
	bool limited; /* false: no limit is configured, and the following members are 0 */
	int64_t limit; /* the burst */
	int64_t remaining; /* whole tokens left after this request */
	int64_t reset_s; /* time in seconds, rounded up, until the bucket is full */
	/* After a refusal, the time in seconds, rounded up, until the bucket has a token. Otherwise
	 * 0. */
	int64_t retry_after_s;
};

/* The usage of a caller since the last drain. `calls` is the number of allowed requests.
 * `last_used_ms` is the time of the last allowed request in milliseconds since 1970, or 0 if there
 * was none. */
struct rate_limiter_usage {
	struct guid caller;
	int64_t calls, last_used_ms;
};

struct rate_limiter *rate_limiter_new(const struct rate_limiter_options *options);
void rate_limiter_free(struct rate_limiter *limiter);

/* Sets the limits. If a limit changes, fills all buckets. */
void rate_limiter_set_limits(
	struct rate_limiter *limiter, const struct rate_limiter_options *options);

/* Decides whether a request of `caller` is allowed. If the request is allowed, takes the tokens and
 * counts the request. `monotonic_ms` is the monotonic time, for the buckets; `now_ms` is the wall
 * time, for last_used_ms. The times may be older than the times of an earlier request. */
void rate_limiter_take(struct rate_limiter *limiter, struct guid caller, int64_t monotonic_ms,
	int64_t now_ms, struct rate_limiter_decision *ret_decision);

/* Returns the caller's usage since the last drain. */
struct rate_limiter_usage rate_limiter_peek(struct rate_limiter *limiter, struct guid caller);

/* Adds the number of the caller's requests since the last drain to *calls. If the last of these
 * requests was later than *last_used_ms, sets *last_used_ms to the time of that request. */
void rate_limiter_add_to(
	struct rate_limiter *limiter, struct guid caller, int64_t *calls, int64_t *last_used_ms);

/* Moves all usage since the last drain to *ret_rows, so that the caller of this function can store
 * the rows. There is a row for each caller with at least one request. The rows live in the arena,
 * in no particular order. Returns the number of rows. */
size_t rate_limiter_drain(struct rate_limiter *limiter, struct arena *arena, int64_t monotonic_ms,
	struct rate_limiter_usage **ret_rows);

/* Adds back rows from rate_limiter_drain() that the caller could not store. The next drain then
 * returns these rows again. */
void rate_limiter_restore(
	struct rate_limiter *limiter, const struct rate_limiter_usage *rows, size_t count);

/* Returns the number of callers in memory. */
size_t rate_limiter_count(struct rate_limiter *limiter);

#endif
