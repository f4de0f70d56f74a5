#include "support/rate_limiter_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int rate_limiter_fixture_start(void **state)
{
	struct rate_limiter_fixture *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return -1;
	t->arena = arena_new();
	*state = t;
	return 0;
}

int rate_limiter_fixture_end(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_free(t->limiter);
	arena_free(t->arena);
	free(t);
	return 0;
}

void rate_limiter_fixture_limit(struct rate_limiter_fixture *t, int64_t calls_per_s, int64_t burst,
	int64_t all_calls_per_s, int64_t all_burst)
{
	const struct rate_limiter_options options = {
		calls_per_s, burst, all_calls_per_s, all_burst};

	rate_limiter_free(t->limiter);
	t->limiter = rate_limiter_new(&options);
}

struct guid rate_limiter_fixture_caller(uint32_t number)
{
	struct guid guid = {{0}};

	memcpy(guid.bytes, &number, sizeof(number));
	return guid;
}

struct rate_limiter_decision rate_limiter_fixture_take(
	struct rate_limiter_fixture *t, uint32_t caller, int64_t monotonic_ms)
{
	struct rate_limiter_decision decision;

	rate_limiter_take(t->limiter, rate_limiter_fixture_caller(caller), monotonic_ms,
		RATE_LIMITER_FIXTURE_NOW_MS + monotonic_ms, &decision);
	return decision;
}

int rate_limiter_fixture_take_all(
	struct rate_limiter_fixture *t, uint32_t caller, int64_t monotonic_ms, int most)
{
	int count = 0;

	while (count < most && rate_limiter_fixture_take(t, caller, monotonic_ms).allowed)
		count++;
	return count;
}
