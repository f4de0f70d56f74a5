/*
 * hold: keeps refused callers waiting for their answer while others are let in, so that a flood of
 * bad tokens takes little of the processors from those who have good ones.
 *
 * Time goes in ticks of HOLD_TICK_MS. When at least HOLD_BUSY passes were counted in the tick
 * before, one refusal for every HOLD_SHARE of them is answered at once; each further one waits for
 * the end of its tick. Where hardly anybody is let in, nobody waits: refusals are then as fast as
 * they can be. Who waits keeps its connection, and takes no thread. Thread-safe.
 */
#ifndef API_HOLD_PRIVATE_H
#define API_HOLD_PRIVATE_H

#include "base/clock.h"

#define HOLD_TICK_MS 50
#define HOLD_BUSY 100
#define HOLD_SHARE 16

struct hold;

/* Whose answer waits. `wake` is called once, on the hold's thread, and must not wait. */
struct hold_waiter {
	void (*wake)(struct hold_waiter *waiter);
	struct hold_waiter *next; /* the hold's own */
};

/* NULL, with errno set, when there is no thread for it. */
struct hold *hold_start(const struct clock *steady);

/* Wakes who waits, and ends. NULL is allowed. */
void hold_stop(struct hold *hold);

/* Somebody is let in. */
void hold_pass(struct hold *hold);

/* Somebody is refused. True: the waiter will be woken, perhaps before this is back. */
bool hold_refuse(struct hold *hold, struct hold_waiter *waiter);

#endif
