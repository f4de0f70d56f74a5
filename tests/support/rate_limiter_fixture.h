/*
 * rate_limiter_fixture: a rate limiter, and calls by numbered callers at given times.
 */
#ifndef SUPPORT_RATE_LIMITER_FIXTURE_H
#define SUPPORT_RATE_LIMITER_FIXTURE_H

#include "limit/rate_limiter.h"

/* Wall time when the monotonic time is 0. */
#define RATE_LIMITER_FIXTURE_NOW_MS INT64_C(1760000000000)

struct rate_limiter_fixture {
	struct rate_limiter *limiter; /* none before rate_limiter_fixture_limit() */
	struct arena *arena;
};

/* For cmocka; *state is a struct rate_limiter_fixture. */
int rate_limiter_fixture_start(void **state);
int rate_limiter_fixture_end(void **state);

/* A new limiter with those limits. */
void rate_limiter_fixture_limit(struct rate_limiter_fixture *t, int64_t calls_per_s, int64_t burst,
	int64_t all_calls_per_s, int64_t all_burst);

struct guid rate_limiter_fixture_caller(uint32_t number);
struct rate_limiter_decision rate_limiter_fixture_take(
	struct rate_limiter_fixture *t, uint32_t caller, int64_t monotonic_ms);

/* How many calls the caller has until one is refused, `most` at most. */
int rate_limiter_fixture_take_all(
	struct rate_limiter_fixture *t, uint32_t caller, int64_t monotonic_ms, int most);

#endif
