/*
 * key_wait: a one-shot wait of a thread for the end of a key fetch.
 */
#ifndef AUTH_KEY_WAIT_PRIVATE_H
#define AUTH_KEY_WAIT_PRIVATE_H

#include <semaphore.h>

#include "auth/jwks_cache.h"

struct key_wait {
	struct jwks_waiter waiter; /* pass it to jwks_cache_find() */
	sem_t woken;
};

/* Prepares a wait that ends after at most `max_wait_ms`. */
void key_wait_init(struct key_wait *wait, int64_t max_wait_ms);

/* Blocks until the waiter is woken. Call it only after jwks_cache_find() has returned
 * JWKS_PENDING. */
void key_wait_block(struct key_wait *wait);
void key_wait_destroy(struct key_wait *wait);

#endif
