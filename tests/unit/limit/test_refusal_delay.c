#include "limit/refusal_delay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/set_clock.h"
#include "support/wait.h"

#define WAITERS 100

struct bench {
	struct set_clock time;
	struct refusal_delay *delay;
	struct counted {
		struct refusal_delay_waiter waiter; /* first */
		atomic_int *woken;
	} waiters[WAITERS];
	atomic_int woken;
	int held;
};

static int start(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	set_clock_init(&b->time, 1000000);
	b->delay = refusal_delay_start(&b->time.clock);
	*state = b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;

	refusal_delay_stop(b->delay);
	assert_int_equal(b->woken, b->held);
	free(b);
	return 0;
}

static void next_tick(struct bench *b)
{
	atomic_fetch_add(&b->time.now_ms, REFUSAL_DELAY_TICK_MS);
}

static void pass(struct bench *b, int count)
{
	while (count-- > 0)
		refusal_delay_note_accepted(b->delay);
}

static void count_wake(struct refusal_delay_waiter *waiter)
{
	atomic_fetch_add(((struct counted *)(void *)waiter)->woken, 1);
}

/* How many of so many refusals wait. */
static int refuse(struct bench *b, int count)
{
	int held = b->held;

	while (count-- > 0) {
		struct counted *waiter = &b->waiters[b->held % WAITERS];

		waiter->waiter.wake = count_wake;
		waiter->woken = &b->woken;
		b->held += refusal_delay_wait(b->delay, &waiter->waiter);
	}
	return b->held - held;
}

static void await_all(struct bench *b)
{
	assert_true(wait_for_count(&b->woken, b->held));
}

static void alone_nobody_waits(void **state)
{
	struct bench *b = *state;

	for (int i = 0; i < 5; i++) {
		assert_int_equal(refuse(b, 1000), 0);
		next_tick(b);
	}
}

static void beside_a_few_nobody_waits(void **state)
{
	struct bench *b = *state;

	for (int i = 0; i < 5; i++) {
		pass(b, REFUSAL_DELAY_BUSY_CALLS - 1);
		assert_int_equal(refuse(b, 1000), 0);
		next_tick(b);
	}
}

static void beside_many_a_share_is_answered(void **state)
{
	struct bench *b = *state;

	for (int i = 0; i < 3; i++) {
		pass(b, 10 * REFUSAL_DELAY_SHARE);
		next_tick(b);
		assert_int_equal(refuse(b, 10), 0);
		assert_int_equal(refuse(b, 20), 20);
		await_all(b);
	}
}

/* What was two ticks ago does not count. */
static void it_is_over_as_soon_as_they_are_gone(void **state)
{
	struct bench *b = *state;

	pass(b, REFUSAL_DELAY_BUSY_CALLS);
	next_tick(b);
	assert_int_equal(refuse(b, 50), 50 - REFUSAL_DELAY_BUSY_CALLS / REFUSAL_DELAY_SHARE);
	next_tick(b);
	assert_int_equal(refuse(b, 1000), 0);
	pass(b, REFUSAL_DELAY_BUSY_CALLS);
	next_tick(b);
	next_tick(b);
	assert_int_equal(refuse(b, 1000), 0);
	await_all(b);
}

/* end() wants everybody woken. */
static void whoever_waits_is_woken_at_the_end(void **state)
{
	struct bench *b = *state;

	pass(b, REFUSAL_DELAY_BUSY_CALLS);
	next_tick(b);
	assert_true(refuse(b, WAITERS) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(alone_nobody_waits, start, end),
		cmocka_unit_test_setup_teardown(beside_a_few_nobody_waits, start, end),
		cmocka_unit_test_setup_teardown(beside_many_a_share_is_answered, start, end),
		cmocka_unit_test_setup_teardown(it_is_over_as_soon_as_they_are_gone, start, end),
		cmocka_unit_test_setup_teardown(whoever_waits_is_woken_at_the_end, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
