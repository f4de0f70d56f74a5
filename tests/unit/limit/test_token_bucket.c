#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "limit/token_bucket.h"

static const struct token_bucket_rate slow = {.calls = 1, .period_ms = 5000, .burst = 3};
static const struct token_bucket_rate uneven = {.calls = 7, .period_ms = 1000, .burst = 3};
static const struct token_bucket_rate fast = {
	.calls = 1000000, .period_ms = 1000, .burst = 1000000};
static const struct token_bucket_rate largest = {
	.calls = 1000000, .period_ms = 60000, .burst = 1000000};
static const struct token_bucket_rate slowest = {.calls = 1, .period_ms = 60000, .burst = 1000000};
static const struct token_bucket_rate none = {.calls = 0, .period_ms = 1000, .burst = 1};

/* Takes all calls there are; returns how many. */
static int64_t empty(struct token_bucket *bucket, const struct token_bucket_rate *rate)
{
	int64_t count = 0;

	for (; token_bucket_has_call(bucket, rate); count++)
		token_bucket_take(bucket, rate);
	return count;
}

static struct token_bucket emptied(const struct token_bucket_rate *rate, int64_t monotonic_ms)
{
	struct token_bucket bucket = token_bucket_full(rate);

	token_bucket_fill(&bucket, rate, monotonic_ms);
	assert_int_equal(empty(&bucket, rate), rate->burst);
	return bucket;
}

static void a_full_bucket_holds_the_burst(void **state)
{
	struct token_bucket bucket = token_bucket_full(&slow);

	(void)state;
	assert_true(token_bucket_is_full(&bucket, &slow));
	assert_int_equal(token_bucket_calls(&bucket, &slow), 3);
	assert_int_equal(token_bucket_full_s(&bucket, &slow), 0);
	assert_int_equal(empty(&bucket, &slow), 3);
	assert_false(token_bucket_is_full(&bucket, &slow));
	assert_int_equal(token_bucket_calls(&bucket, &slow), 0);
}

static void calls_come_back_to_the_millisecond(void **state)
{
	struct token_bucket bucket = emptied(&slow, 100);

	(void)state;
	token_bucket_fill(&bucket, &slow, 5099);
	assert_false(token_bucket_has_call(&bucket, &slow));
	token_bucket_fill(&bucket, &slow, 5100);
	assert_int_equal(empty(&bucket, &slow), 1);
	token_bucket_fill(&bucket, &slow, 15099);
	assert_int_equal(token_bucket_calls(&bucket, &slow), 1);
	token_bucket_fill(&bucket, &slow, 15100);
	assert_int_equal(token_bucket_calls(&bucket, &slow), 2);
	token_bucket_fill(&bucket, &slow, 20099);
	assert_false(token_bucket_is_full(&bucket, &slow));
	token_bucket_fill(&bucket, &slow, 20100);
	assert_true(token_bucket_is_full(&bucket, &slow));
	token_bucket_fill(&bucket, &slow, 999999);
	assert_int_equal(token_bucket_calls(&bucket, &slow), 3);
}

/* However often it is looked at: seven in a second, not six or eight. */
static void nothing_is_rounded(void **state)
{
	struct token_bucket bucket = emptied(&uneven, 0);
	int64_t taken = 0;

	(void)state;
	for (int64_t ms = 1; ms <= 1000000; ms++) {
		token_bucket_fill(&bucket, &uneven, ms);
		taken += empty(&bucket, &uneven);
	}
	assert_int_equal(taken, 7000);
}

static void seconds_are_rounded_up(void **state)
{
	struct token_bucket bucket = emptied(&slow, 0);

	(void)state;
	assert_int_equal(token_bucket_call_s(&bucket, &slow), 5);
	assert_int_equal(token_bucket_full_s(&bucket, &slow), 15);
	token_bucket_fill(&bucket, &slow, 1);
	assert_int_equal(token_bucket_call_s(&bucket, &slow), 5);
	token_bucket_fill(&bucket, &slow, 4000);
	assert_int_equal(token_bucket_call_s(&bucket, &slow), 1);
	token_bucket_fill(&bucket, &slow, 4999);
	assert_int_equal(token_bucket_call_s(&bucket, &slow), 1);
	assert_int_equal(token_bucket_full_s(&bucket, &slow), 11);
	token_bucket_fill(&bucket, &slow, 5000);
	assert_int_equal(token_bucket_call_s(&bucket, &slow), 0);
	assert_int_equal(token_bucket_full_s(&bucket, &slow), 10);
}

/* Time that was counted once is not counted again. */
static void an_older_reading_adds_nothing(void **state)
{
	struct token_bucket bucket = emptied(&slow, 10000);

	(void)state;
	token_bucket_fill(&bucket, &slow, 9000);
	token_bucket_fill(&bucket, &slow, 14000);
	token_bucket_fill(&bucket, &slow, INT64_MIN);
	token_bucket_fill(&bucket, &slow, 14999);
	assert_false(token_bucket_has_call(&bucket, &slow));
	token_bucket_fill(&bucket, &slow, 15000);
	assert_int_equal(empty(&bucket, &slow), 1);
}

static void extremes_fill_and_do_not_overflow(void **state)
{
	static const struct token_bucket_rate *const rates[] = {&slow, &fast, &largest, &slowest};

	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		struct token_bucket bucket = emptied(rates[i], INT64_MIN + 1);

		token_bucket_fill(&bucket, rates[i], INT64_MAX);
		assert_true(token_bucket_is_full(&bucket, rates[i]));
		assert_int_equal(empty(&bucket, rates[i]), rates[i]->burst);
		token_bucket_fill(&bucket, rates[i], INT64_MAX);
		assert_int_equal(token_bucket_calls(&bucket, rates[i]), 0);
	}
}

static void the_slowest_and_the_fastest(void **state)
{
	struct token_bucket bucket = emptied(&slowest, 0);

	(void)state;
	assert_int_equal(token_bucket_full_s(&bucket, &slowest), 60000000);
	token_bucket_fill(&bucket, &slowest, INT64_C(59999999999));
	assert_int_equal(token_bucket_calls(&bucket, &slowest), 999999);
	token_bucket_fill(&bucket, &slowest, INT64_C(60000000000));
	assert_true(token_bucket_is_full(&bucket, &slowest));

	bucket = emptied(&fast, 0);
	assert_int_equal(token_bucket_call_s(&bucket, &fast), 1);
	token_bucket_fill(&bucket, &fast, 1);
	assert_int_equal(token_bucket_calls(&bucket, &fast), 1000);
	token_bucket_fill(&bucket, &fast, 1000);
	assert_true(token_bucket_is_full(&bucket, &fast));
}

static void without_a_limit_there_is_always_a_call(void **state)
{
	struct token_bucket bucket = token_bucket_full(&none);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_true(token_bucket_has_call(&bucket, &none));
		token_bucket_take(&bucket, &none);
		token_bucket_fill(&bucket, &none, i);
	}
	assert_true(token_bucket_is_full(&bucket, &none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_bucket_holds_the_burst),
		cmocka_unit_test(calls_come_back_to_the_millisecond),
		cmocka_unit_test(nothing_is_rounded),
		cmocka_unit_test(seconds_are_rounded_up),
		cmocka_unit_test(an_older_reading_adds_nothing),
		cmocka_unit_test(extremes_fill_and_do_not_overflow),
		cmocka_unit_test(the_slowest_and_the_fastest),
		cmocka_unit_test(without_a_limit_there_is_always_a_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
