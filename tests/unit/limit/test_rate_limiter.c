#include "limit/rate_limiter.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "config/config.h"
#include "support/rate_limiter_fixture.h"

static void expect_verdict(
	struct rate_limiter_decision decision, struct rate_limiter_decision expected)
{
	assert_int_equal(decision.allowed, expected.allowed);
	assert_int_equal(decision.limited, expected.limited);
	assert_int_equal(decision.limit, expected.limit);
	assert_int_equal(decision.remaining, expected.remaining);
	assert_int_equal(decision.reset_s, expected.reset_s);
	assert_int_equal(decision.retry_after_s, expected.retry_after_s);
}

/* Limit 3 at once, 2 a second: every field of every decision. */
static void a_sequence_of_calls(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 2, 3, 0, 1);
	expect_verdict(rate_limiter_fixture_take(t, 1, 0),
		(struct rate_limiter_decision){true, true, 3, 2, 1, 0});
	expect_verdict(rate_limiter_fixture_take(t, 1, 0),
		(struct rate_limiter_decision){true, true, 3, 1, 1, 0});
	expect_verdict(rate_limiter_fixture_take(t, 1, 0),
		(struct rate_limiter_decision){true, true, 3, 0, 2, 0});
	expect_verdict(rate_limiter_fixture_take(t, 1, 0),
		(struct rate_limiter_decision){false, true, 3, 0, 2, 1});
	expect_verdict(rate_limiter_fixture_take(t, 1, 499),
		(struct rate_limiter_decision){false, true, 3, 0, 2, 1});
	expect_verdict(rate_limiter_fixture_take(t, 1, 500),
		(struct rate_limiter_decision){true, true, 3, 0, 2, 0});
	expect_verdict(rate_limiter_fixture_take(t, 1, 1600),
		(struct rate_limiter_decision){true, true, 3, 1, 1, 0});
	expect_verdict(rate_limiter_fixture_take(t, 1, 9000),
		(struct rate_limiter_decision){true, true, 3, 2, 1, 0});
}

static void callers_do_not_share_their_own_limit(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 1, 2, 0, 1);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 10), 2);
	assert_int_equal(rate_limiter_fixture_take_all(t, 2, 0, 10), 2);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 1000, 10), 1);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 60000, 10), 2);
}

static void all_share_the_common_limit(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 0, 1, 1, 3);
	expect_verdict(rate_limiter_fixture_take(t, 1, 0),
		(struct rate_limiter_decision){true, true, 3, 2, 1, 0});
	expect_verdict(rate_limiter_fixture_take(t, 2, 0),
		(struct rate_limiter_decision){true, true, 3, 1, 2, 0});
	expect_verdict(rate_limiter_fixture_take(t, 3, 0),
		(struct rate_limiter_decision){true, true, 3, 0, 3, 0});
	expect_verdict(rate_limiter_fixture_take(t, 4, 0),
		(struct rate_limiter_decision){false, true, 3, 0, 3, 1});
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 2000, 10), 2);
}

/* Who is over the own limit takes nothing from the others. */
static void refused_by_the_own_costs_the_common_nothing(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 1, 2, 1, 5);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 10), 2);
	for (int i = 0; i < 100; i++)
		assert_false(rate_limiter_fixture_take(t, 1, 0).allowed);
	assert_int_equal(rate_limiter_fixture_take_all(t, 2, 0, 10), 2);
	assert_int_equal(rate_limiter_fixture_take_all(t, 3, 0, 10), 1);
}

static void refused_by_the_common_costs_the_own_nothing(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 1, 4, 1000, 4);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 10), 4);
	for (int i = 0; i < 100; i++)
		assert_false(rate_limiter_fixture_take(t, 2, 0).allowed);
	assert_int_equal(rate_limiter_fixture_take_all(t, 2, 4, 10), 4);
}

static void the_tighter_limit_is_told(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 1, 3, 2, 4);
	/* own 2 of 3, common 3 of 4 */
	expect_verdict(rate_limiter_fixture_take(t, 1, 0),
		(struct rate_limiter_decision){true, true, 3, 2, 1, 0});
	/* own 2, common 2: the same, so the caller's own */
	expect_verdict(rate_limiter_fixture_take(t, 2, 0),
		(struct rate_limiter_decision){true, true, 3, 2, 1, 0});
	/* own 2, common 1 */
	expect_verdict(rate_limiter_fixture_take(t, 3, 0),
		(struct rate_limiter_decision){true, true, 4, 1, 2, 0});
	/* own 1, common 0 */
	expect_verdict(rate_limiter_fixture_take(t, 3, 0),
		(struct rate_limiter_decision){true, true, 4, 0, 2, 0});
	expect_verdict(rate_limiter_fixture_take(t, 3, 0),
		(struct rate_limiter_decision){false, true, 4, 0, 2, 1});
}

/* Both have none: the caller's own is told. */
static void both_may_refuse(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 1, 2, 1, 2);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 10), 2);
	expect_verdict(rate_limiter_fixture_take(t, 1, 1),
		(struct rate_limiter_decision){false, true, 2, 0, 2, 1});
	assert_true(rate_limiter_fixture_take(t, 1, 1000).allowed);
}

static void an_older_reading_breaks_nothing(void **state)
{
	struct rate_limiter_fixture *t = *state;

	rate_limiter_fixture_limit(t, 1, 2, 1, 3);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 10000, 10), 2);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 10), 0);
	assert_int_equal(rate_limiter_fixture_take_all(t, 2, INT64_MIN, 10), 1);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 10999, 10), 0);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 11000, 10), 1);
}

static void extremes(void **state)
{
	struct rate_limiter_fixture *t = *state;
	struct rate_limiter_decision decision;

	rate_limiter_fixture_limit(t, 1000000, 1000000, 1000000, 1000000);
	rate_limiter_take(
		t->limiter, rate_limiter_fixture_caller(1), INT64_MIN, INT64_MAX, &decision);
	assert_int_equal(decision.remaining, 999999);
	rate_limiter_take(t->limiter, rate_limiter_fixture_caller(1), INT64_MAX, 0, &decision);
	assert_int_equal(decision.remaining, 999999);
	assert_int_equal(rate_limiter_peek(t->limiter, rate_limiter_fixture_caller(1)).last_used_ms,
		INT64_MAX);
	rate_limiter_fixture_limit(t, 1, 1000000, 0, 1);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 2000000), 1000000);
	expect_verdict(rate_limiter_fixture_take(t, 1, 999),
		(struct rate_limiter_decision){false, true, 1000000, 0, 1000000, 1});
	/* Ten years on. */
	assert_int_equal(rate_limiter_fixture_take(t, 1, INT64_C(315360000000)).remaining, 999999);
}

/* A flow with 50 calls at a time must not notice the limit. */
static void the_defaults_let_a_parallel_flow_pass(void **state)
{
	struct rate_limiter_fixture *t = *state;
	struct fault fault = fault_make(t->arena);
	struct config config;

	assert_int_equal(config_load(&config, NULL, NULL, 0, &fault), STATUS_OK);
	rate_limiter_fixture_limit(t, config.limits_calls_per_s, config.limits_burst,
		config.limits_all_calls_per_s, config.limits_all_burst);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 50), 50);
	/* Then 50 at a time, each answered within 250 ms, for ten minutes. */
	for (int64_t ms = 250; ms <= 600000; ms += 250)
		assert_int_equal(rate_limiter_fixture_take_all(t, 1, ms, 50), 50);
}

/* Other limits hold at once, for callers that are known as well; the same ones change nothing. */
static void limits_can_be_set_anew(void **state)
{
	struct rate_limiter_fixture *t = *state;
	struct rate_limiter_options limits = {
		.calls_per_s = 1, .burst = 5, .all_calls_per_s = 0, .all_burst = 1};

	rate_limiter_fixture_limit(t, 1, 2, 0, 1);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 10), 2);
	rate_limiter_set_limits(t->limiter, &limits);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 10), 5);
	rate_limiter_set_limits(t->limiter, &limits);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 10), 0);
	limits.burst = 1;
	limits.calls_per_s = 2;
	rate_limiter_set_limits(t->limiter, &limits);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 0, 10), 1);
	assert_int_equal(rate_limiter_fixture_take_all(t, 1, 500, 10), 1);
}

int main(void)
{
#define TEST(name_)                                                                                \
	cmocka_unit_test_setup_teardown(name_, rate_limiter_fixture_start, rate_limiter_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(a_sequence_of_calls),
		TEST(callers_do_not_share_their_own_limit),
		TEST(all_share_the_common_limit),
		TEST(refused_by_the_own_costs_the_common_nothing),
		TEST(refused_by_the_common_costs_the_own_nothing),
		TEST(the_tighter_limit_is_told),
		TEST(both_may_refuse),
		TEST(an_older_reading_breaks_nothing),
		TEST(extremes),
		TEST(the_defaults_let_a_parallel_flow_pass),
		TEST(limits_can_be_set_anew),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
