#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/rate_limiter_fixture.h"

#define THREADS 4
#define ROUNDS 20000
#define CALLERS 300
#define MANY 20000

/* Of the meter: what it counted for the caller, and when the last call was. */
static void expect_usage(
	struct rate_limiter_fixture *t, uint32_t caller, int64_t calls, int64_t last_used_ms)
{
	struct rate_limiter_usage usage =
		rate_limiter_peek(t->limiter, rate_limiter_fixture_caller(caller));

	assert_true(guid_equal(usage.caller, rate_limiter_fixture_caller(caller)));
	assert_int_equal(usage.calls, calls);
	assert_int_equal(usage.last_used_ms, last_used_ms);
}

static int64_t sum_of(const struct rate_limiter_usage *rows, size_t count)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += rows[i].calls;
	return sum;
}

static void without_limits_calls_are_counted_all_the_same(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 0, 1, 0, 1);
	for (int i = 0; i < 1000; i++) {
		struct rate_limiter_decision decision = rate_limiter_fixture_take(t, 1, 0);

		assert_true(decision.allowed);
		assert_false(decision.limited);
	}
	expect_usage(t, 1, 1000, RATE_LIMITER_FIXTURE_NOW_MS);
}

static void what_was_allowed_is_counted(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 1, 2, 0, 1);
	expect_usage(t, 1, 0, 0);
	assert_int_equal(rate_limiter_count(t->limiter), 0);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 5, 10), 2);
	assert_false(rate_limiter_fixture_take(t, 1, 900).allowed);
	expect_usage(t, 1, 2, RATE_LIMITER_FIXTURE_NOW_MS + 5);
	/* A reading that comes late. */
	assert_true(rate_limiter_fixture_take(t, 1, 1005).allowed);
	assert_false(rate_limiter_fixture_take(t, 1, 4).allowed);
	expect_usage(t, 1, 3, RATE_LIMITER_FIXTURE_NOW_MS + 1005);
	expect_usage(t, 2, 0, 0);
}

static void a_drain_takes_out_what_was_counted(void **state)
{
	struct rate_limiter_fixture *t = *state;
	struct rate_limiter_usage *rows;

	rate_limiter_fixture_limit(t, 1, 100, 0, 1);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 0, &rows), 0);
	for (int i = 0; i < 3; i++)
		assert_true(rate_limiter_fixture_take(t, 7, i).allowed);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 3, &rows), 1);
	assert_true(guid_equal(rows[0].caller, rate_limiter_fixture_caller(7)));
	assert_int_equal(rows[0].calls, 3);
	assert_int_equal(rows[0].last_used_ms, RATE_LIMITER_FIXTURE_NOW_MS + 2);
	expect_usage(t, 7, 0, 0);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 3, &rows), 0);
	/* The bucket is as it was. */
	assert_int_equal(rate_limiter_fixture_take(t, 7, 3).remaining, 96);
}

static void rows_that_come_back_are_drained_again(void **state)
{
	struct rate_limiter_fixture *t = *state;
	struct rate_limiter_usage *rows, *again;
	size_t count;

	rate_limiter_fixture_limit(t, 0, 1, 0, 1);
	rate_limiter_fixture_take(t, 1, 50);
	rate_limiter_fixture_take(t, 2, 60);
	count = rate_limiter_drain(t->limiter, t->arena, 60, &rows);
	assert_int_equal(count, 2);
	rate_limiter_drain(t->limiter, t->arena, 60, &again); /* forgets both */
	assert_int_equal(rate_limiter_count(t->limiter), 0);
	rate_limiter_fixture_take(t, 1, 70);
	rate_limiter_restore(t->limiter, rows, count);
	expect_usage(t, 1, 2, RATE_LIMITER_FIXTURE_NOW_MS + 70);
	expect_usage(t, 2, 1, RATE_LIMITER_FIXTURE_NOW_MS + 60);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 80, &again), 2);
	assert_int_equal(sum_of(again, 2), 3);
}

static void who_is_idle_and_full_is_forgotten(void **state)
{
	struct rate_limiter_fixture *t = *state;
	struct rate_limiter_usage *rows;

	rate_limiter_fixture_limit(t, 1, 2, 0, 1);
	rate_limiter_fixture_take(t, 1, 0);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 5000, &rows), 1);
	assert_int_equal(
		rate_limiter_count(t->limiter), 1); /* it was used since the drain before */
	rate_limiter_fixture_take_all(t, 1, 5000, 10);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 5000, &rows), 1);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 6999, &rows), 0);
	assert_int_equal(rate_limiter_count(t->limiter), 1); /* its bucket is not full */
	assert_true(rate_limiter_fixture_take(t, 1, 5000).allowed);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 9000, &rows), 1);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 9000, &rows), 0);
	assert_int_equal(rate_limiter_count(t->limiter), 0);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 9000, 10), 2);
}

static void many_callers_come_and_go(void **state)
{
	struct rate_limiter_fixture *t = *state;
	struct rate_limiter_usage *rows;

	rate_limiter_fixture_limit(t, 1, 1000, 0, 1);
	for (uint32_t round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < MANY; i++)
			rate_limiter_fixture_take(t, i % (MANY / 2 + 1), round);
		assert_int_equal(rate_limiter_count(t->limiter), MANY / 2 + 1);
	}
	expect_usage(t, 0, 6, RATE_LIMITER_FIXTURE_NOW_MS + 2);
	expect_usage(t, MANY / 2, 3, RATE_LIMITER_FIXTURE_NOW_MS + 2);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 2, &rows), MANY / 2 + 1);
	assert_int_equal(sum_of(rows, MANY / 2 + 1), 3 * MANY);
	assert_int_equal(rate_limiter_fixture_take(t, 0, 2).remaining, 1000 - 7);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 1000000, &rows), 1);
	assert_int_equal(rate_limiter_count(t->limiter), 1);
	assert_int_equal(rate_limiter_fixture_take(t, 0, 1000000).remaining, 999);
	assert_int_equal(rate_limiter_fixture_take(t, 1, 1000000).remaining, 999);
}

/* Of a thousand callers each `nth` calls again, and is still known when the others have gone. */
static void expect_stay(struct rate_limiter_fixture *t, uint32_t nth)
{
	struct rate_limiter_usage *rows;
	size_t staying = (999 + nth) / nth;

	rate_limiter_fixture_limit(t, 1, 10, 0, 1);
	for (uint32_t i = 0; i < 1000; i++)
		rate_limiter_fixture_take(t, i, 0);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 0, &rows), 1000);
	for (uint32_t i = 0; i < 1000; i += nth)
		rate_limiter_fixture_take(t, i, 500);
	assert_int_equal(rate_limiter_drain(t->limiter, t->arena, 1000, &rows), staying);
	assert_int_equal(rate_limiter_count(t->limiter), staying);
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(
			rate_limiter_fixture_take(t, i, 1000).remaining, i % nth == 0 ? 8 : 9);
	assert_int_equal(rate_limiter_count(t->limiter), 1000);
}

static void some_stay_when_others_go(void **state)
{
	expect_stay(*state, 2);
	expect_stay(*state, 3);
	expect_stay(*state, 10);
	expect_stay(*state, 999);
}

struct worker {
	struct rate_limiter *limiter;
	pthread_t thread;
	uint32_t seed;
	int64_t allowed;
};

static void *work(void *context)
{
	struct worker *w = context;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct rate_limiter_decision decision;

		rate_limiter_take(w->limiter,
			rate_limiter_fixture_caller((i * 7919 + w->seed) % CALLERS), i / 1000,
			RATE_LIMITER_FIXTURE_NOW_MS, &decision);
		w->allowed += decision.allowed;
	}
	return NULL;
}

/* Four threads and one that drains, and now and then fails to store: no call is lost or counted
 * twice, and no caller gets more than the limit. */
static void every_call_is_counted_once(void **state)
{
	struct rate_limiter_fixture *t = *state;
	struct worker workers[THREADS] = {{0}};
	struct rate_limiter_usage *rows;
	int64_t drained = 0, allowed = 0;
	size_t count;

	rate_limiter_fixture_limit(t, 1, 150, 0, 1);
	for (uint32_t i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.limiter = t->limiter, .seed = i};
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (int i = 0; i < 200; i++) {
		count = rate_limiter_drain(t->limiter, t->arena, 0, &rows);
		if (i % 3 == 0)
			rate_limiter_restore(t->limiter, rows, count);
		else
			drained += sum_of(rows, count);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		allowed += workers[i].allowed;
	}
	count = rate_limiter_drain(t->limiter, t->arena, 0, &rows);
	assert_int_equal(drained + sum_of(rows, count), allowed);
	assert_int_equal(allowed, CALLERS * 150);
}

int main(void)
{
#define TEST(name_)                                                                                \
	cmocka_unit_test_setup_teardown(name_, rate_limiter_fixture_start, rate_limiter_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(without_limits_calls_are_counted_all_the_same),
		TEST(what_was_allowed_is_counted),
		TEST(a_drain_takes_out_what_was_counted),
		TEST(rows_that_come_back_are_drained_again),
		TEST(who_is_idle_and_full_is_forgotten),
		TEST(many_callers_come_and_go),
		TEST(some_stay_when_others_go),
		TEST(every_call_is_counted_once),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
