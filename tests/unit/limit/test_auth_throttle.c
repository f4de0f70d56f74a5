#include "limit/auth_throttle.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define BURST 10
#define THREADS 4
#define ROUNDS 5000

static int start(void **state)
{
	*state = auth_throttle_new(BURST);
	return 0;
}

static int end(void **state)
{
	auth_throttle_free(*state);
	return 0;
}

static bool passes(struct auth_throttle *throttle, const char *address, int64_t monotonic_ms)
{
	struct auth_throttle_decision decision;

	return auth_throttle_take(throttle, text_from(address), monotonic_ms, &decision);
}

/* How many of the address pass before one does not. */
static int burst_of(struct auth_throttle *throttle, const char *address, int64_t monotonic_ms)
{
	int count = 0;

	while (passes(throttle, address, monotonic_ms))
		count++;
	return count;
}

static void expect_held(struct auth_throttle *throttle, const char *address, int64_t monotonic_ms,
	int64_t suppressed, int64_t retry_after_s)
{
	struct auth_throttle_decision decision;

	assert_false(auth_throttle_take(throttle, text_from(address), monotonic_ms, &decision));
	assert_int_equal(decision.suppressed, suppressed);
	assert_int_equal(decision.retry_after_s, retry_after_s);
}

static void expect_passed(struct auth_throttle *throttle, const char *address, int64_t monotonic_ms,
	int64_t suppressed)
{
	struct auth_throttle_decision decision;

	assert_true(auth_throttle_take(throttle, text_from(address), monotonic_ms, &decision));
	assert_int_equal(decision.suppressed, suppressed);
	assert_int_equal(decision.retry_after_s, 0);
}

static void ten_at_once_then_one_each_five_seconds(void **state)
{
	struct auth_throttle *throttle = *state;

	for (int i = 0; i < 10; i++)
		expect_passed(throttle, "192.0.2.1", 1000, 0);
	expect_held(throttle, "192.0.2.1", 1000, 1, 5);
	expect_held(throttle, "192.0.2.1", 2500, 2, 4);
	expect_held(throttle, "192.0.2.1", 5999, 3, 1);
	expect_passed(throttle, "192.0.2.1", 6000, 3);
	expect_held(throttle, "192.0.2.1", 6000, 1, 5);
	expect_passed(throttle, "192.0.2.1", 11000, 1);
	expect_passed(throttle, "192.0.2.1", 16000, 0);
	/* Left alone for 50 s it has ten again, and no more. */
	assert_int_equal(burst_of(throttle, "192.0.2.1", 66000), 10);
	assert_int_equal(burst_of(throttle, "192.0.2.1", 9999999), 10);
}

static void addresses_do_not_share(void **state)
{
	struct auth_throttle *throttle = *state;

	assert_int_equal(burst_of(throttle, "192.0.2.1", 0), 10);
	assert_int_equal(burst_of(throttle, "192.0.2.2", 0), 10);
	assert_int_equal(burst_of(throttle, "2001:db8::1", 0), 10);
	assert_int_equal(burst_of(throttle, "not an address", 0), 10);
	assert_int_equal(burst_of(throttle, "another text that is no address, and long", 0), 10);
	assert_int_equal(burst_of(throttle, "", 0), 10);
	expect_held(throttle, "192.0.2.1", 0, 2, 5);
	expect_held(throttle, "not an address", 0, 2, 5);
}

/* Whoever has an IPv6 address has all of its /64. */
static void an_ipv6_address_counts_as_its_network(void **state)
{
	struct auth_throttle *throttle = *state;

	assert_int_equal(burst_of(throttle, "2001:db8:1:2::1", 0), 10);
	assert_false(passes(throttle, "2001:db8:1:2:ffff:ffff:ffff:ffff", 0));
	assert_false(passes(throttle, "2001:DB8:1:2:0:0:0:5", 0));
	assert_true(passes(throttle, "2001:db8:1:3::1", 0));
	assert_int_equal(burst_of(throttle, "::ffff:192.0.2.1", 0), 10);
	assert_false(passes(throttle, "192.0.2.1", 0));
	assert_true(passes(throttle, "::ffff:192.0.2.2", 0));
}

/* A full table forgets the one that was not seen for longest, whatever the times say. */
static void the_table_is_bounded(void **state)
{
	struct auth_throttle *throttle = *state;
	char address[32];

	assert_int_equal(burst_of(throttle, "192.0.2.1", 0), 10);
	assert_int_equal(burst_of(throttle, "192.0.2.2", 0), 10);
	for (unsigned int i = 0; i < AUTH_THROTTLE_ADDRESSES_MAX - 2; i++) {
		snprintf(address, sizeof(address), "10.0.%u.%u", i / 256, i % 256);
		assert_true(passes(throttle, address, 0));
	}
	expect_held(throttle, "192.0.2.1", 0, 2, 5);
	/* Room for one more: 192.0.2.2 goes. */
	assert_true(passes(throttle, "10.1.0.0", 0));
	expect_held(throttle, "192.0.2.1", 0, 3, 5);
	expect_passed(throttle, "192.0.2.2", 0, 0);
	assert_int_equal(burst_of(throttle, "192.0.2.2", 0), 9);
	expect_held(throttle, "192.0.2.1", 0, 4, 5);
}

static void an_older_reading_lets_nothing_more_through(void **state)
{
	struct auth_throttle *throttle = *state;

	assert_int_equal(burst_of(throttle, "192.0.2.1", 10000), 10);
	expect_held(throttle, "192.0.2.1", INT64_MIN, 2, 5);
	expect_held(throttle, "192.0.2.1", 14999, 3, 1);
	expect_passed(throttle, "192.0.2.1", 15000, 3);
	assert_int_equal(burst_of(throttle, "192.0.2.1", INT64_MAX), 10);
}

struct worker {
	struct auth_throttle *throttle;
	pthread_t thread;
	int64_t passed, suppressed;
};

static void *work(void *context)
{
	struct worker *w = context;
	struct auth_throttle_decision decision;

	for (int64_t i = 0; i < ROUNDS; i++) {
		if (!auth_throttle_take(w->throttle, TEXT("192.0.2.1"), i * 10, &decision))
			continue;
		w->passed++;
		w->suppressed += decision.suppressed;
	}
	return NULL;
}

/* 50 s of four threads: every refusal has passed, or is in the count of one that did. */
static void threads_lose_none(void **state)
{
	struct worker workers[THREADS] = {{0}};
	int64_t passed = 0, suppressed = 0;
	struct auth_throttle_decision decision;

	for (int i = 0; i < THREADS; i++) {
		workers[i].throttle = *state;
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		passed += workers[i].passed;
		suppressed += workers[i].suppressed;
	}
	assert_int_equal(passed, 10 + 9);
	assert_true(auth_throttle_take(*state, TEXT("192.0.2.1"), 1000000, &decision));
	assert_int_equal(passed + suppressed + decision.suppressed, THREADS * ROUNDS);
}

/* Each refusal is in one count, whatever becomes of its address. */
static void all_addresses_together_are_bounded(void **state)
{
	struct auth_throttle_decision decision;
	int64_t counts[AUTH_THROTTLE_RECORD + 1] = {0}, recorded = 0,
					      rounds = 3 * AUTH_THROTTLE_ADDRESSES_MAX;
	char address[32];

	for (int64_t i = 0; i < rounds; i++) {
		snprintf(address, sizeof(address), "10.0.%d.%d", (int)(i / 256), (int)(i % 256));
		/* The first of each is answered, the burst's end is held. */
		for (int j = 0; j < BURST + 2; j++) {
			enum auth_throttle_outcome outcome =
				auth_throttle_take(*state, text_from(address), 0, &decision);

			counts[outcome]++;
			recorded += outcome == AUTH_THROTTLE_RECORD ? 1 + decision.suppressed : 0;
		}
	}
	assert_int_equal(counts[AUTH_THROTTLE_RECORD], AUTH_THROTTLE_ALL_BURST);
	assert_int_equal(counts[AUTH_THROTTLE_REFUSE], 2 * rounds);
	recorded += auth_throttle_drain(*state, false);
	assert_int_equal(recorded, rounds * (BURST + 2) - 2 * AUTH_THROTTLE_ADDRESSES_MAX);
	assert_int_equal(auth_throttle_drain(*state, true), 2 * AUTH_THROTTLE_ADDRESSES_MAX);
	assert_int_equal(auth_throttle_drain(*state, true), 0);
	auth_throttle_restore(*state, 7);
	assert_int_equal(auth_throttle_drain(*state, false), 7);
	/* Time brings one back. */
	assert_int_equal(auth_throttle_take(
				 *state, TEXT("192.0.2.1"), AUTH_THROTTLE_ALL_PERIOD_MS, &decision),
		AUTH_THROTTLE_RECORD);
	assert_int_equal(auth_throttle_take(
				 *state, TEXT("192.0.2.2"), AUTH_THROTTLE_ALL_PERIOD_MS, &decision),
		AUTH_THROTTLE_COUNT_ONLY);
}

static void the_burst_can_be_set_anew(void **state)
{
	assert_int_equal(burst_of(*state, "192.0.2.1", 0), BURST);
	auth_throttle_set_burst(*state, 3);
	assert_int_equal(burst_of(*state, "192.0.2.2", 0), 3);
	/* Whatever it was, an address gets back no more than that. */
	assert_int_equal(burst_of(*state, "192.0.2.1", 1000 * AUTH_THROTTLE_PERIOD_MS), 3);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)
	const struct CMUnitTest tests[] = {
		TEST(ten_at_once_then_one_each_five_seconds),
		TEST(addresses_do_not_share),
		TEST(an_ipv6_address_counts_as_its_network),
		TEST(the_table_is_bounded),
		TEST(an_older_reading_lets_nothing_more_through),
		TEST(threads_lose_none),
		TEST(all_addresses_together_are_bounded),
		TEST(the_burst_can_be_set_anew),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
