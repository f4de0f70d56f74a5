/*
 * thread: starts threads with names, which debuggers, perf and `top -H` show.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Limit of Linux; longer names are cut. */
#define THREAD_NAME_MAX 15

/* Starts a thread. Returns false with errno set if it cannot be created. */
bool thread_start(
	pthread_t *ret_thread, const char *name, void *(*run)(void *context), void *context);

/* Does the same for one of several similar threads, with the name "NAME-NUMBER". */
bool thread_start_numbered(pthread_t *ret_thread, const char *name, unsigned int number,
	void *(*run)(void *context), void *context);

/* Gives the calling thread the name "NAME-NUMBER", for threads that a library started. */
void thread_name_self(const char *name, unsigned int number);

/* Waits for the condition until `until_ms` of clock_monotonic_ms(). The caller holds the lock.
 * Returns false on timeout. Spurious wakeups are possible, as with pthread_cond_wait(3). */
bool thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until_ms);

#endif
