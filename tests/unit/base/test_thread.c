#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/thread.h"

/* Posted by a thread that runs, and by the test for it to end. */
struct signals {
	sem_t running, end;
};

static void *await_end(void *context)
{
	struct signals *signals = context;

	sem_post(&signals->running);
	while (sem_wait(&signals->end) != 0)
		continue;
	return NULL;
}

static void *name_and_await_end(void *context)
{
	thread_name_self("event", 12);
	return await_end(context);
}

static void expect_name(pthread_t thread, struct signals *signals, const char *expected)
{
	char name[THREAD_NAME_MAX + 1];

	while (sem_wait(&signals->running) != 0)
		continue;
	assert_int_equal(pthread_getname_np(thread, name, sizeof(name)), 0);
	assert_string_equal(name, expected);
	sem_post(&signals->end);
	pthread_join(thread, NULL);
}

static void open_signals(struct signals *signals)
{
	sem_init(&signals->running, 0, 0);
	sem_init(&signals->end, 0, 0);
}

static void close_signals(struct signals *signals)
{
	sem_destroy(&signals->running);
	sem_destroy(&signals->end);
}

static void a_thread_has_its_name(void **state)
{
	struct signals signals;
	pthread_t thread;

	(void)state;
	open_signals(&signals);
	assert_true(thread_start(&thread, "keys", await_end, &signals));
	expect_name(thread, &signals, "keys");
	assert_true(thread_start(&thread, "a name that is too long", await_end, &signals));
	expect_name(thread, &signals, "a name that is ");
	close_signals(&signals);
}

static void similar_threads_are_numbered(void **state)
{
	struct signals signals;
	pthread_t thread;

	(void)state;
	open_signals(&signals);
	assert_true(thread_start_numbered(&thread, "worker", 1, await_end, &signals));
	expect_name(thread, &signals, "worker-1");
	assert_true(thread_start_numbered(&thread, "worker", 16, await_end, &signals));
	expect_name(thread, &signals, "worker-16");
	close_signals(&signals);
}

static void a_thread_can_name_itself(void **state)
{
	struct signals signals;
	pthread_t thread;

	(void)state;
	open_signals(&signals);
	assert_true(thread_start(&thread, "other", name_and_await_end, &signals));
	expect_name(thread, &signals, "event-12");
	close_signals(&signals);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_has_its_name),
		cmocka_unit_test(similar_threads_are_numbered),
		cmocka_unit_test(a_thread_can_name_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
