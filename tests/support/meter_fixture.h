/*
 * meter_fixture: a meter, and calls of numbered callers at given times.
 */
#ifndef SUPPORT_METER_FIXTURE_H
#define SUPPORT_METER_FIXTURE_H

#include "limit/rate_limiter.h"

/* Wall time when the monotonic time is 0. */
#define METER_FIXTURE_NOW_MS INT64_C(1760000000000)

struct meter_fixture {
	struct rate_limiter *meter; /* none before meter_fixture_limit() */
	struct arena *arena;
};

/* For cmocka; *state is a struct meter_fixture. */
int meter_fixture_start(void **state);
int meter_fixture_end(void **state);

/* A new meter with those limits. */
void meter_fixture_limit(struct meter_fixture *t, int64_t calls_per_s, int64_t burst,
	int64_t all_calls_per_s, int64_t all_burst);

struct guid meter_fixture_caller(uint32_t number);
struct rate_limiter_decision meter_fixture_take(
	struct meter_fixture *t, uint32_t caller, int64_t monotonic_ms);

/* How many calls the caller has until one is refused, `most` at most. */
int meter_fixture_take_all(
	struct meter_fixture *t, uint32_t caller, int64_t monotonic_ms, int most);

#endif
