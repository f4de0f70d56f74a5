/*
 * rate_limiter: counts calls, and limits the rate of each caller and of all callers together.
 *
 * A caller is an app registration or an admin key, identified by its id. A refused call takes no
 * token from either bucket and is not counted. rate_limiter_drain() forgets callers that have made
 * no call since the previous drain and whose bucket is full; to the caller this makes no
 * difference. Lookups hash with a secret key, so chosen ids cannot make them slow. Takes one short
 * lock. Thread-safe.
 */
#ifndef LIMIT_RATE_LIMITER_H
#define LIMIT_RATE_LIMITER_H

#include "base/arena.h"
#include "base/guid.h"

struct rate_limiter;

/* Rates are 0 (no limit) to 1,000,000, bursts 1 to 1,000,000. */
struct rate_limiter_options {
	int64_t calls_per_s, burst; /* of one caller */
	int64_t all_calls_per_s, all_burst; /* of all callers together */
};

/* The values of the headers RateLimit-Limit, -Remaining and -Reset
 * (draft-ietf-httpapi-ratelimit-headers-06) and Retry-After (RFC 9110 §10.2.3). They describe the
 * limit with fewer calls left, or the caller's own if both have equally many. After a refusal that
 * is a limit that refused the call. */
struct rate_limiter_decision {
	bool allowed;
	bool limited; /* false: no limit is configured, and the numbers are 0 */
	int64_t limit; /* the burst */
	int64_t remaining; /* whole calls left after this one */
	int64_t reset_s; /* until the bucket is full again, rounded up */
	int64_t retry_after_s; /* after a refusal, until a call is allowed, rounded up; else 0 */
};

/* Counted calls, and the time of the last one (epoch ms; 0: no call). */
struct rate_limiter_usage {
	struct guid caller;
	int64_t calls, last_used_ms;
};

struct rate_limiter *rate_limiter_new(const struct rate_limiter_options *options);
void rate_limiter_free(struct rate_limiter *limiter);

/* Changes the limits. If they differ from the current ones, every bucket starts full. */
void rate_limiter_set_limits(
	struct rate_limiter *limiter, const struct rate_limiter_options *options);

/* Takes a token for a call of `caller` and counts the call, if it is allowed. The rate uses
 * `monotonic_ms`, last_used_ms uses `now_ms`. Threads may pass their readings in any order. */
void rate_limiter_take(struct rate_limiter *limiter, struct guid caller, int64_t monotonic_ms,
	int64_t now_ms, struct rate_limiter_decision *ret_decision);

/* Returns the caller's usage since the last drain. */
struct rate_limiter_usage rate_limiter_peek(struct rate_limiter *limiter, struct guid caller);

/* Adds the caller's usage since the last drain to the stored usage. */
void rate_limiter_add_to(
	struct rate_limiter *limiter, struct guid caller, int64_t *calls, int64_t *last_used_ms);

/* Returns and resets all usage since the last drain, to be stored in the database. Returns the
 * number of rows, which are unordered, in the arena, and have at least one call each. */
size_t rate_limiter_drain(struct rate_limiter *limiter, struct arena *arena, int64_t monotonic_ms,
	struct rate_limiter_usage **ret_rows);

/* Adds back drained rows that could not be stored, so that the next drain returns them again. */
void rate_limiter_restore(
	struct rate_limiter *limiter, const struct rate_limiter_usage *rows, size_t count);

/* Returns the number of callers in memory. */
size_t rate_limiter_count(struct rate_limiter *limiter);

#endif
