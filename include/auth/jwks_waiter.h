/*
 * jwks_waiter: a callback that a lookup in the jwks_cache registers while keys are being fetched.
 */
#ifndef AUTH_JWKS_WAITER_H
#define AUTH_JWKS_WAITER_H

#include <stdint.h>

/* If jwks_cache_find() returns JWKS_PENDING, the jwks_cache calls wake() exactly once. It calls
 * wake() when keys have been loaded, the fetch has failed, the deadline has passed, or the cache is
 * stopped. The caller then repeats the lookup. After the deadline, the caller must repeat the
 * lookup with a NULL waiter. wake() must not block, because it runs on the thread of the
 * jwks_cache. The waiter must remain valid until wake() is called. */
struct jwks_waiter {
	void (*wake)(struct jwks_waiter *waiter);
	int64_t deadline_ms; /* compared with clock_monotonic_ms() */
	struct jwks_waiter *next; /* used by the jwks_cache */
};

#endif
