/*
 * thread: the start of a thread, and its name, by which debuggers, perf and `top -H` tell it apart.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* The system takes no more; longer names are cut. */
#define THREAD_NAME_MAX 15

/* Starts a thread with a name of up to THREAD_NAME_MAX bytes. False, with errno set, when the
 * system has none to give. */
bool thread_start(
	pthread_t *ret_thread, const char *name, void *(*run)(void *context), void *context);

/* The same for one of several alike: the name is "NAME-NUMBER". */
bool thread_start_numbered(pthread_t *ret_thread, const char *name, unsigned int number,
	void *(*run)(void *context), void *context);

/* The same name for the calling thread, where a library has started it. */
void thread_name_self(const char *name, unsigned int number);

/* Waits for the condition, at most until `until_ms` of clock_monotonic_ms(); the lock is held.
 * False when that time has come. Like pthread_cond_wait(3), it may return early without cause. */
bool thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until_ms);

#endif
