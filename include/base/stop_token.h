/*
 * stop_token: asks a thread to end, and wakes it from its pauses. Thread-safe.
 */
#ifndef BASE_STOP_TOKEN_H
#define BASE_STOP_TOKEN_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct stop_token {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	atomic_bool stopping; /* read without the lock, set under it */
	bool woken;
};

void stop_token_init(struct stop_token *token);
void stop_token_destroy(struct stop_token *token);

/* Asks the thread to end; its pauses end at once, now and later. */
void stop_token_stop(struct stop_token *token);
bool stop_token_is_stopped(const struct stop_token *token);

/* Ends one pause early: the current one, or the next. */
void stop_token_wake(struct stop_token *token);

/* Pauses the calling thread for `pause_ms`, or until it is woken or stopped. False when it has been
 * stopped. */
bool stop_token_pause(struct stop_token *token, int64_t pause_ms);

#endif
