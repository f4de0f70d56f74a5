/*
 * key_sleeper: a thread that may wait, and sleeps until a key it asked for has been fetched.
 */
#ifndef AUTH_KEY_SLEEPER_PRIVATE_H
#define AUTH_KEY_SLEEPER_PRIVATE_H

#include <semaphore.h>

#include "auth/keyset.h"

struct key_sleeper {
	struct keyset_waiter waiter; /* for keyset_find() */
	sem_t woken;
};

/* Who asks with sleeper->waiter is woken after `patience_ms` at the latest. */
void key_sleeper_begin(struct key_sleeper *sleeper, int64_t patience_ms);

/* To be called when, and only when, the keyset has said that the waiter will be woken. */
void key_sleeper_sleep(struct key_sleeper *sleeper);
void key_sleeper_end(struct key_sleeper *sleeper);

#endif
