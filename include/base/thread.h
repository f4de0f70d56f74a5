/*
 * thread: starts named threads. Debuggers, perf and `top -H` show the names.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Maximum length of a thread name on Linux. Longer names are truncated. */
#define THREAD_NAME_MAX 15

/* Starts a thread that calls run(context). If the thread cannot be created, returns false and sets
 * errno. */
bool thread_start(
	pthread_t *ret_thread, const char *name, void *(*run)(void *context), void *context);

/* Like thread_start(), for one of several similar threads. The name of the thread is "NAME-NUMBER".
 */
bool thread_start_numbered(pthread_t *ret_thread, const char *name, unsigned int number,
	void *(*run)(void *context), void *context);

/* Names the calling thread "NAME-NUMBER". Use this function for threads that a library has
 * started. */
void thread_name_self(const char *name, unsigned int number);

/* Waits for the condition, but at most until clock_monotonic_ms() reaches `until_ms`. The caller
 * must hold the lock. Returns false on timeout. Spurious wakeups are possible, as with
 * pthread_cond_wait(3). */
bool thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until_ms);

#endif
