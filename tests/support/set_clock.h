/*
 * set_clock: a clock that changes only when a test sets it. Other threads may read it meanwhile.
 */
#ifndef SUPPORT_SET_CLOCK_H
#define SUPPORT_SET_CLOCK_H

#include <stdatomic.h>

#include "base/clock.h"

struct set_clock {
	struct clock clock; /* first */
	atomic_llong now_ms;
};

void set_clock_init(struct set_clock *clock, int64_t now_ms);

#endif
