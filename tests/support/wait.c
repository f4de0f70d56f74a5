#include "support/wait.h"

#include <time.h>

#include "base/clock.h"

/* A short wait is seen at once, a long one does not keep a processor busy. */
#define PAUSE_MIN_MS 1
#define PAUSE_MAX_MS 20

void wait_ms(int64_t duration_ms)
{
	const struct timespec time = {.tv_sec = duration_ms / CLOCK_MS_PER_S,
		.tv_nsec = duration_ms % CLOCK_MS_PER_S * 1000000};

	nanosleep(&time, NULL);
}

bool wait_until(bool (*holds)(void *context), void *context, int64_t max_wait_ms)
{
	int64_t until_ms = clock_monotonic_ms() + max_wait_ms, pause_ms = PAUSE_MIN_MS;

	while (!holds(context)) {
		if (clock_monotonic_ms() >= until_ms)
			return holds(context);
		wait_ms(pause_ms);
		pause_ms = pause_ms < PAUSE_MAX_MS ? pause_ms + 1 : PAUSE_MAX_MS;
	}
	return true;
}

struct count {
	const atomic_int *counter;
	int count;
};

static bool has_count(void *context)
{
	struct count *wanted = context;

	return atomic_load(wanted->counter) >= wanted->count;
}

bool wait_for_count(const atomic_int *counter, int count)
{
	struct count wanted = {counter, count};

	return wait_until(has_count, &wanted, WAIT_PATIENCE_MS);
}

static bool is_set(void *context)
{
	return atomic_load((const atomic_bool *)context);
}

bool wait_for_flag(const atomic_bool *flag)
{
	return wait_until(is_set, (void *)(uintptr_t)flag, WAIT_PATIENCE_MS);
}
