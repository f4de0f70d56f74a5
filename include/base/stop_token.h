/*
 * stop_token: asks a thread to end, and wakes the thread from its pauses.
 *
 * Thread-safe.
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
	atomic_bool stopping; /* written under the lock, read without it */
	bool woken;
};

void stop_token_init(struct stop_token *token);
void stop_token_destroy(struct stop_token *token);

/* Asks the thread to end. The thread's current pause ends at once, and later pauses return at once.
 */
void stop_token_stop(struct stop_token *token);
bool stop_token_is_stopped(const struct stop_token *token);

/* Ends the thread's current pause early. If the thread is not pausing, its next pause returns at
 * once. */
void stop_token_wake(struct stop_token *token);

/* Blocks the calling thread for `pause_ms`, or until another thread calls stop_token_wake() or
 * stop_token_stop(). Returns false if the thread has been asked to end. */
bool stop_token_pause(struct stop_token *token, int64_t pause_ms);

#endif
