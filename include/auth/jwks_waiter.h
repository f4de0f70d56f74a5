/*
 * jwks_waiter: someone who waits for the keys of a endpoint.
 */
#ifndef AUTH_JWKS_WAITER_H
#define AUTH_JWKS_WAITER_H

#include <stdint.h>

/* Someone who waits for a fetch. wake() is called once, from the jwks_cache's thread, when the
 * fetch has ended or at the deadline; it must not wait. */
struct jwks_waiter {
	void (*wake)(struct jwks_waiter *waiter);
	int64_t deadline_ms; /* by clock_monotonic_ms() */
	struct jwks_waiter *next;
};

#endif
