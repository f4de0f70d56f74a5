/*
 * thread: the start of a thread.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts a thread with a name of up to 15 bytes, for debuggers and `top -H`. False, with errno set,
 * when the system has none to give. */
bool thread_start(
	pthread_t *ret_thread, const char *name, void *(*run)(void *context), void *context);

#endif
