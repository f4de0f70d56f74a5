/*
 * rate_limiter: counts the calls of each caller, and holds each, and all together, to a rate.
 *
 * A caller is an app registration or an admin key, by its id. Promises: one look-up a call; a call
 * that is refused takes nothing from either bucket and is not counted. Memory grows with the
 * callers: rate_limiter_drain() forgets those that counted nothing since the drain before and whose
 * bucket is full again, which changes nothing for them. No choice of ids makes look-ups slow. Never
 * waits for anything but its own short lock. Thread-safe.
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

/* What a call is told of its limit, for the fields RateLimit-Limit, -Remaining and -Reset
 * (draft-ietf-httpapi-ratelimit-headers-06) and Retry-After (RFC 9110 §10.2.3). Of the two limits
 * it describes the one that has fewer calls left, of equals the caller's own: so when a call is
 * refused, one that refused it. */
struct rate_limiter_decision {
	bool allowed;
	bool limited; /* false: no limit is set; the numbers are 0 */
	int64_t limit; /* calls at once: the burst */
	int64_t remaining; /* whole calls left behind this one */
	int64_t reset_s; /* until the bucket is full again, rounded up */
	int64_t retry_after_s; /* not allowed: until one call passes, rounded up, so 1 at least */
};

/* Calls that were counted, and when the last of them came (epoch ms; 0: there was none). */
struct rate_limiter_usage {
	struct guid caller;
	int64_t calls, last_used_ms;
};

struct rate_limiter *rate_limiter_new(const struct rate_limiter_options *options);
void rate_limiter_free(struct rate_limiter *limiter);

/* The limits from now on; where they are others than before, every bucket is full again. */
void rate_limiter_set_limits(
	struct rate_limiter *limiter, const struct rate_limiter_options *options);

/* Counts a call of `caller` if it is allowed. `monotonic_ms` is for the rate, `now_ms` for
 * last_used_ms; readings of several threads may come in any order. */
void rate_limiter_take(struct rate_limiter *limiter, struct guid caller, int64_t monotonic_ms,
	int64_t now_ms, struct rate_limiter_decision *ret_decision);

/* What the caller has counted since the last drain. */
struct rate_limiter_usage rate_limiter_peek(struct rate_limiter *limiter, struct guid caller);

/* Adds that to what is stored of the caller. */
void rate_limiter_add_to(
	struct rate_limiter *limiter, struct guid caller, int64_t *calls, int64_t *last_used_ms);

/* Takes all usage since the last drain out, in the arena and in no order, for the database; returns
 * the number of rows, each with a call at least. */
size_t rate_limiter_drain(struct rate_limiter *limiter, struct arena *arena, int64_t monotonic_ms,
	struct rate_limiter_usage **ret_rows);

/* Gives rows back that could not be stored: the next drain has them again. */
void rate_limiter_restore(
	struct rate_limiter *limiter, const struct rate_limiter_usage *rows, size_t count);

/* Callers that are remembered now. */
size_t rate_limiter_count(struct rate_limiter *limiter);

#endif
