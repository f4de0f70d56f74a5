/*
 * jwks_waiter: a callback for the end of a key fetch.
 */
#ifndef AUTH_JWKS_WAITER_H
#define AUTH_JWKS_WAITER_H

#include <stdint.h>

/* Registered by jwks_cache_find(). The thread of jwks_cache calls wake() exactly once, when the
 * fetch has ended or the deadline has passed. wake() must not block. */
struct jwks_waiter {
	void (*wake)(struct jwks_waiter *waiter);
	int64_t deadline_ms; /* in terms of clock_monotonic_ms() */
	struct jwks_waiter *next;
};

#endif
