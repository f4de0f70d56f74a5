#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/thread.h"

static void *await_end(void *context)
{
	while (sem_wait(context) != 0)
		continue;
	return NULL;
}

static void *name_and_await_end(void *context)
{
	sem_t *semaphores = context;

	thread_name_self("event", 12);
	sem_post(&semaphores[1]);
	return await_end(&semaphores[0]);
}

static void expect_name(pthread_t thread, sem_t *end, const char *expected)
{
	char name[THREAD_NAME_MAX + 1];

	assert_int_equal(pthread_getname_np(thread, name, sizeof(name)), 0);
	assert_string_equal(name, expected);
	sem_post(end);
	pthread_join(thread, NULL);
}

static void a_thread_has_its_name(void **state)
{
	sem_t end;
	pthread_t thread;

	(void)state;
	sem_init(&end, 0, 0);
	assert_true(thread_start(&thread, "keys", await_end, &end));
	expect_name(thread, &end, "keys");
	assert_true(thread_start(&thread, "a name that is too long", await_end, &end));
	expect_name(thread, &end, "a name that is ");
	sem_destroy(&end);
}

static void similar_threads_are_numbered(void **state)
{
	sem_t end;
	pthread_t thread;

	(void)state;
	sem_init(&end, 0, 0);
	assert_true(thread_start_numbered(&thread, "worker", 1, await_end, &end));
	expect_name(thread, &end, "worker-1");
	assert_true(thread_start_numbered(&thread, "worker", 16, await_end, &end));
	expect_name(thread, &end, "worker-16");
	sem_destroy(&end);
}

static void a_thread_can_name_itself(void **state)
{
	sem_t semaphores[2];
	pthread_t thread;

	(void)state;
	sem_init(&semaphores[0], 0, 0);
	sem_init(&semaphores[1], 0, 0);
	assert_true(thread_start(&thread, "other", name_and_await_end, semaphores));
	while (sem_wait(&semaphores[1]) != 0)
		continue;
	expect_name(thread, &semaphores[0], "event-12");
	sem_destroy(&semaphores[0]);
	sem_destroy(&semaphores[1]);
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
