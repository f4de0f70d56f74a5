/*
 * refusal_delay: delays responses to refused tokens while the service is busy with accepted
 * requests.
 *
 * Because of the delay, a flood of invalid tokens takes little processor time from callers with
 * valid tokens.
 *
 * Time is divided into ticks of REFUSAL_DELAY_TICK_MS. If the service accepted fewer than
 * REFUSAL_DELAY_BUSY_CALLS requests in the previous tick, no refusal is delayed. Otherwise, for
 * every REFUSAL_DELAY_SHARE requests accepted in the previous tick, one refusal of the current tick
 * is sent at once. Every further refusal of the current tick is delayed by at most about one tick.
 * A delayed refusal keeps its connection open but occupies no thread. Thread-safe.
 */
#ifndef LIMIT_REFUSAL_DELAY_H
#define LIMIT_REFUSAL_DELAY_H

#include "base/clock.h"

#define REFUSAL_DELAY_TICK_MS 50
#define REFUSAL_DELAY_BUSY_CALLS 100
#define REFUSAL_DELAY_SHARE 16

struct refusal_delay;

/* A delayed refusal. The refusal-delay thread calls `wake` once. `wake` must not block. */
struct refusal_delay_waiter {
	void (*wake)(struct refusal_delay_waiter *waiter);
	struct refusal_delay_waiter *next; /* used by the refusal_delay */
};

/* Starts the refusal-delay thread. Returns NULL and sets errno if the system cannot start a
 * thread. */
struct refusal_delay *refusal_delay_start(const struct clock *monotonic_clock);

/* Wakes all waiters and ends the thread. NULL is allowed. */
void refusal_delay_stop(struct refusal_delay *delay);

/* Counts an accepted request. */
void refusal_delay_note_accepted(struct refusal_delay *delay);

/* Counts a refused request. Returns false if the refusal may be sent at once. Otherwise returns
 * true, and the thread calls waiter->wake() later, possibly before this function returns. */
bool refusal_delay_wait(struct refusal_delay *delay, struct refusal_delay_waiter *waiter);

#endif
