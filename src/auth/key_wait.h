/*
 * key_wait: blocks a thread until its jwks_waiter is woken.
 */
#ifndef AUTH_KEY_WAIT_PRIVATE_H
#define AUTH_KEY_WAIT_PRIVATE_H

#include <semaphore.h>

#include "auth/jwks_cache.h"

struct key_wait {
	struct jwks_waiter waiter; /* pass this waiter to jwks_cache_find() */
	sem_t woken; /* posted when the waiter is woken */
};

/* Initializes `wait`. The deadline of the waiter is `max_wait_ms` from now. */
void key_wait_init(struct key_wait *wait, int64_t max_wait_ms);

/* Blocks until the waiter is woken. Call this function once after each JWKS_PENDING from
 * jwks_cache_find(). */
void key_wait_block(struct key_wait *wait);
void key_wait_destroy(struct key_wait *wait);

#endif
