#include "support/set_clock.h"

static int64_t read_now(const struct clock *clock)
{
	return atomic_load(&((struct set_clock *)(uintptr_t)clock)->now_ms);
}

void set_clock_init(struct set_clock *clock, int64_t now_ms)
{
	clock->clock = (struct clock){read_now};
	atomic_store(&clock->now_ms, now_ms);
}
