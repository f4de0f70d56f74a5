/*
 * keyset_waiter: someone who waits for the keys of a place.
 */
#ifndef AUTH_KEYSET_WAITER_H
#define AUTH_KEYSET_WAITER_H

#include <stdint.h>

/* Someone who waits for a fetch. wake() is called once, from the keyset's thread, when the fetch
 * has ended or at the deadline; it must not wait. */
struct keyset_waiter {
	void (*wake)(struct keyset_waiter *waiter);
	int64_t deadline_ms; /* by clock_monotonic_ms() */
	struct keyset_waiter *next;
};

#endif
