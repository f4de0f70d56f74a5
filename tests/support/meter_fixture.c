#include "support/meter_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int meter_fixture_start(void **state)
{
	struct meter_fixture *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return -1;
	t->arena = arena_new();
	*state = t;
	return 0;
}

int meter_fixture_end(void **state)
{
	struct meter_fixture *t = *state;

	rate_limiter_free(t->meter);
	arena_free(t->arena);
	free(t);
	return 0;
}

void meter_fixture_limit(struct meter_fixture *t, int64_t calls_per_s, int64_t burst,
	int64_t all_calls_per_s, int64_t all_burst)
{
	const struct rate_limiter_options options = {
		calls_per_s, burst, all_calls_per_s, all_burst};

	rate_limiter_free(t->meter);
	t->meter = rate_limiter_new(&options);
}

struct guid meter_fixture_caller(uint32_t number)
{
	struct guid guid = {{0}};

	memcpy(guid.bytes, &number, sizeof(number));
	return guid;
}

struct rate_limiter_decision meter_fixture_take(
	struct meter_fixture *t, uint32_t caller, int64_t monotonic_ms)
{
	struct rate_limiter_decision verdict;

	rate_limiter_take(t->meter, meter_fixture_caller(caller), monotonic_ms,
		METER_FIXTURE_NOW_MS + monotonic_ms, &verdict);
	return verdict;
}

int meter_fixture_take_all(struct meter_fixture *t, uint32_t caller, int64_t monotonic_ms, int most)
{
	int count = 0;

	while (count < most && meter_fixture_take(t, caller, monotonic_ms).allowed)
		count++;
	return count;
}
