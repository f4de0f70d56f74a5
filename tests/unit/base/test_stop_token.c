/*
 * A pause ends at its time, when it is woken, and when the thread is asked to stop.
 */
#include "base/stop_token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/thread.h"

#define LONG_MS 60000
#define SHORT_MS 20

static void a_pause_ends_after_its_time(void **state)
{
	struct stop_token token;
	int64_t begun_ms = clock_monotonic_ms();

	(void)state;
	stop_token_init(&token);
	assert_true(stop_token_pause(&token, SHORT_MS));
	assert_true(clock_monotonic_ms() - begun_ms >= SHORT_MS);
	stop_token_destroy(&token);
}

static void a_wake_ends_one_pause(void **state)
{
	struct stop_token token;
	int64_t begun_ms = clock_monotonic_ms();

	(void)state;
	stop_token_init(&token);
	stop_token_wake(&token);
	assert_true(stop_token_pause(&token, LONG_MS));
	assert_true(clock_monotonic_ms() - begun_ms < LONG_MS);
	begun_ms = clock_monotonic_ms();
	assert_true(stop_token_pause(&token, SHORT_MS));
	assert_true(clock_monotonic_ms() - begun_ms >= SHORT_MS);
	stop_token_destroy(&token);
}

static void *stop_soon(void *context)
{
	stop_token_pause(&(struct stop_token){.lock = PTHREAD_MUTEX_INITIALIZER,
				 .changed = PTHREAD_COND_INITIALIZER},
		SHORT_MS);
	stop_token_stop(context);
	return NULL;
}

static void a_stop_ends_the_current_pause_and_all_later_ones(void **state)
{
	struct stop_token token;
	int64_t begun_ms = clock_monotonic_ms();
	pthread_t thread;

	(void)state;
	stop_token_init(&token);
	assert_false(stop_token_is_stopped(&token));
	assert_true(thread_start(&thread, "stop-soon", stop_soon, &token));
	assert_false(stop_token_pause(&token, LONG_MS));
	assert_false(stop_token_pause(&token, LONG_MS));
	assert_true(stop_token_is_stopped(&token));
	assert_true(clock_monotonic_ms() - begun_ms < LONG_MS);
	pthread_join(thread, NULL);
	stop_token_destroy(&token);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pause_ends_after_its_time),
		cmocka_unit_test(a_wake_ends_one_pause),
		cmocka_unit_test(a_stop_ends_the_current_pause_and_all_later_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
