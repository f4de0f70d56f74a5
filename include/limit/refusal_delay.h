/*
 * refusal_delay: keeps refused callers waiting for their answer while others are let in, so that a
 * flood of bad tokens takes little of the processors from those who have good ones.
 *
 * Time goes in ticks of REFUSAL_DELAY_TICK_MS. When at least REFUSAL_DELAY_BUSY_CALLS passes were
 * counted in the tick before, one refusal for every REFUSAL_DELAY_SHARE of them is answered at
 * once; each further one waits for the end of its tick. Where hardly anybody is let in, nobody
 * waits: refusals are then as fast as they can be. Who waits keeps its connection, and takes no
 * thread. Thread-safe.
 */
#ifndef LIMIT_REFUSAL_DELAY_H
#define LIMIT_REFUSAL_DELAY_H

#include "base/clock.h"

#define REFUSAL_DELAY_TICK_MS 50
#define REFUSAL_DELAY_BUSY_CALLS 100
#define REFUSAL_DELAY_SHARE 16

struct refusal_delay;

/* Whose answer waits. `wake` is called once, on the hold's thread, and must not wait. */
struct refusal_delay_waiter {
	void (*wake)(struct refusal_delay_waiter *waiter);
	struct refusal_delay_waiter *next; /* the hold's own */
};

/* NULL, with errno set, when there is no thread for it. */
struct refusal_delay *refusal_delay_start(const struct clock *monotonic_clock);

/* Wakes who waits, and ends. NULL is allowed. */
void refusal_delay_stop(struct refusal_delay *delay);

/* Somebody is let in. */
void refusal_delay_note_accepted(struct refusal_delay *delay);

/* Somebody is refused. True: the waiter will be woken, perhaps before this is back. */
bool refusal_delay_wait(struct refusal_delay *delay, struct refusal_delay_waiter *waiter);

#endif
