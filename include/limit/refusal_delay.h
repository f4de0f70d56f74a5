/*
 * refusal_delay: delays responses to refused tokens while the service is busy with accepted calls,
 * so that a flood of bad tokens takes little processor time from callers with valid tokens.
 *
 * Time is divided into ticks of REFUSAL_DELAY_TICK_MS. Below REFUSAL_DELAY_BUSY_CALLS accepted
 * calls in the previous tick, no refusal is delayed. Otherwise one refusal per REFUSAL_DELAY_SHARE
 * accepted calls is sent at once, and each further one waits for about one tick. A waiting refusal
 * keeps its connection but occupies no thread. Thread-safe.
 */
#ifndef LIMIT_REFUSAL_DELAY_H
#define LIMIT_REFUSAL_DELAY_H

#include "base/clock.h"

#define REFUSAL_DELAY_TICK_MS 50
#define REFUSAL_DELAY_BUSY_CALLS 100
#define REFUSAL_DELAY_SHARE 16

struct refusal_delay;

/* A delayed refusal. `wake` is called once, on the thread of the delay, and must not block. */
struct refusal_delay_waiter {
	void (*wake)(struct refusal_delay_waiter *waiter);
	struct refusal_delay_waiter *next; /* used by the delay */
};

/* Starts the thread. Returns NULL, with errno set, when the system cannot start one. */
struct refusal_delay *refusal_delay_start(const struct clock *monotonic_clock);

/* Wakes all waiters and ends the thread. NULL is allowed. */
void refusal_delay_stop(struct refusal_delay *delay);

/* Counts an accepted call. */
void refusal_delay_note_accepted(struct refusal_delay *delay);

/* Counts a refused call. Returns false when the refusal may be sent at once. Returns true when the
 * waiter will be woken, possibly before this function returns. */
bool refusal_delay_wait(struct refusal_delay *delay, struct refusal_delay_waiter *waiter);

#endif
