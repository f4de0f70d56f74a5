/*
 * key_wait: a thread that may wait, and sleeps until a key it asked for has been fetched.
 */
#ifndef AUTH_KEY_WAIT_PRIVATE_H
#define AUTH_KEY_WAIT_PRIVATE_H

#include <semaphore.h>

#include "auth/jwks_cache.h"

struct key_wait {
	struct jwks_waiter waiter; /* for jwks_cache_find() */
	sem_t woken;
};

/* Who asks with wait->waiter is woken after `max_wait_ms` at the latest. */
void key_wait_init(struct key_wait *wait, int64_t max_wait_ms);

/* To be called when, and only when, the jwks_cache has said that the waiter will be woken. */
void key_wait_block(struct key_wait *wait);
void key_wait_destroy(struct key_wait *wait);

#endif
