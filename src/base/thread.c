#include "base/thread.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

/* What a new thread needs; it frees this. */
struct start {
	char name[THREAD_NAME_MAX + 1];
	void *(*run)(void *context);
	void *context;
};

/* The thread names itself first, so that a name it gives itself later is the one that stays. */
static void *start_thread(void *context)
{
	struct start start = *(struct start *)context;

	free(context);
	pthread_setname_np(pthread_self(), start.name);
	return start.run(start.context);
}

bool thread_start(
	pthread_t *ret_thread, const char *name, void *(*run)(void *context), void *context)
{
	struct start *start = malloc(sizeof(*start));
	int error;

	if (start == NULL)
		abort();
	snprintf(start->name, sizeof(start->name), "%s", name);
	start->run = run;
	start->context = context;
	error = pthread_create(ret_thread, NULL, start_thread, start);
	if (error == 0)
		return true;
	free(start);
	errno = error;
	return false;
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
	pthread_setname_np(pthread_self(), joined);
}

bool thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until_ms)
{
	struct timespec until = {.tv_sec = until_ms / CLOCK_MS_PER_S,
		.tv_nsec = until_ms % CLOCK_MS_PER_S * 1000000};

	return pthread_cond_clockwait(condition, lock, CLOCK_MONOTONIC, &until) == 0;
}
