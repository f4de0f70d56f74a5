#include "base/thread.h"

#include <errno.h>
#include <stdio.h>

#include "base/clock.h"

static void set_name(pthread_t thread, const char *name)
{
	char cut[THREAD_NAME_MAX + 1];

	snprintf(cut, sizeof(cut), "%s", name);
	pthread_setname_np(thread, cut);
}

bool thread_start(
	pthread_t *ret_thread, const char *name, void *(*run)(void *context), void *context)
{
	int error = pthread_create(ret_thread, NULL, run, context);

	if (error == 0)
		set_name(*ret_thread, name);
	else
		errno = error;
	return error == 0;
}

static void join(char joined[THREAD_NAME_MAX + 1], const char *name, unsigned int number)
{
	snprintf(joined, THREAD_NAME_MAX + 1, "%s-%u", name, number);
}

bool thread_start_numbered(pthread_t *ret_thread, const char *name, unsigned int number,
	void *(*run)(void *context), void *context)
{
	char joined[THREAD_NAME_MAX + 1];

	join(joined, name, number);
	return thread_start(ret_thread, joined, run, context);
}

void thread_name_self(const char *name, unsigned int number)
{
	char joined[THREAD_NAME_MAX + 1];

	join(joined, name, number);
	set_name(pthread_self(), joined);
}

bool thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until_ms)
{
	struct timespec until = {.tv_sec = until_ms / CLOCK_MS_PER_S,
		.tv_nsec = until_ms % CLOCK_MS_PER_S * 1000000};

	return pthread_cond_clockwait(condition, lock, CLOCK_MONOTONIC, &until) == 0;
}
