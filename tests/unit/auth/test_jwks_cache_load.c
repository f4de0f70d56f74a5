#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/key_fixture.h"

#define TID ENTRA_TID
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"
#define RANDOM_KIDS 1000
#define PATIENCE_MS 60000

#define ALL_FLAWED                                                                                 \
	"\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AQ\",\"e\":\"AQAB\"},"                   \
	"{\"kty\":\"oct\",\"kid\":\"b\",\"k\":\"AQ\"}],\"more\":"

static void expect(struct key_fixture *f, struct text kid, enum jwks_cache_result expected)
{
	assert_int_equal(key_fixture_ask(f, TID, TOKEN_V2, kid), expected);
}

/* A good token's key is there at once: nobody is told to wait. */
static void expect_at_once(struct key_fixture *f, const char *directory, struct text kid)
{
	struct key_wait *sleeper = key_fixture_wait(f, PATIENCE_MS);

	assert_int_equal(key_fixture_find(f, directory, kid, sleeper), JWKS_FOUND);
}

/* What the key source does while it is asked for kids that do not exist. */
static const struct trouble {
	const char *name;
	const char *failure; /* form for /control/fail */
	const char *held; /* part of the URLs that do not answer */
	const char *to; /* in the key set, in the place of "keys": */
	bool dead;
	enum jwks_cache_result answer; /* for a kid that does not exist */
} troubles[] = {
	{.name = "none", .answer = JWKS_UNKNOWN_KID},
	{.name = "down", .dead = true, .answer = JWKS_UNAVAILABLE},
	{.name = "slow", .held = "http", .answer = JWKS_PENDING},
	{.name = "500", .failure = "status=500&times=9999", .answer = JWKS_UNAVAILABLE},
	{.name = "HTML", .failure = "status=html&times=9999", .answer = JWKS_UNAVAILABLE},
	{.name = "empty", .failure = "status=empty&times=9999", .answer = JWKS_UNAVAILABLE},
	{.name = "flawed", .to = ALL_FLAWED, .answer = JWKS_UNAVAILABLE},
	{.name = "5 MB", .failure = "status=huge&times=9999", .answer = JWKS_UNAVAILABLE},
	{.name = "redirect", .failure = "status=redirect&times=9999", .answer = JWKS_UNAVAILABLE},
};

#define TROUBLES (sizeof(troubles) / sizeof(troubles[0]))

static void make_trouble(struct key_fixture *f, const struct trouble *trouble)
{
	fake_fetch_set_dead(f->fetch, trouble->dead);
	fake_fetch_hold(f->fetch, trouble->held);
	fake_fetch_edit(
		f->fetch, trouble->to == NULL ? NULL : "/discovery/", "\"keys\":", trouble->to);
	key_fixture_control(
		f, "/control/fail", trouble->failure == NULL ? "times=0" : trouble->failure);
}

static void ask_random(
	struct key_fixture *f, const struct trouble *trouble, int number, struct key_wait *sleeper)
{
	struct text kid = arena_printf(f->entra->arena, "random-%d", number);
	enum jwks_cache_result answer = key_fixture_find(f, TID, kid, sleeper);

	if (answer == JWKS_PENDING && trouble->answer != JWKS_PENDING) {
		key_fixture_block(sleeper);
		answer = key_fixture_find(f, TID, kid, NULL);
	}
	if (answer != trouble->answer)
		fail_msg("%s, kid %d: the answer is %d", trouble->name, number, (int)answer);
}

/* A thousand over five minutes, and good tokens among them. */
static void ask_a_thousand(struct key_fixture *f, const struct trouble *trouble, struct text kid)
{
	static const int64_t step_ms = INT64_C(299);
	struct key_wait *sleepers[RANDOM_KIDS];
	size_t before = fake_fetch_count(f->fetch), next;
	int64_t generation = jwks_cache_generation(f->jwks_cache);

	for (int i = 0; i < RANDOM_KIDS; i++) {
		sleepers[i] = key_fixture_wait(f, PATIENCE_MS);
		ask_random(f, trouble, i, sleepers[i]);
		expect_at_once(f, TID, kid);
		key_fixture_pass(f, step_ms);
	}
	if (fake_fetch_count(f->fetch) != before + 1)
		fail_msg("%s: %zu fetches", trouble->name, fake_fetch_count(f->fetch) - before);
	/* Five minutes after the first they cause the next one; after a failure it begins with the
	 * metadata, which this trouble may leave alone. */
	key_fixture_pass(f, f->options.forced_refresh_interval_ms - RANDOM_KIDS * step_ms);
	ask_random(f, trouble, RANDOM_KIDS, key_fixture_wait(f, PATIENCE_MS));
	fake_fetch_settle(f->fetch);
	next = trouble->answer == JWKS_PENDING ? 0 : trouble->to == NULL ? 1 : 2;
	assert_int_equal(fake_fetch_count(f->fetch), before + 1 + next);
	assert_int_equal(jwks_cache_generation(f->jwks_cache), generation);
	if (trouble->answer != JWKS_PENDING)
		return;
	fake_fetch_hold(f->fetch, NULL);
	for (int i = 0; i < RANDOM_KIDS; i++)
		key_fixture_block(sleepers[i]);
	for (int i = 0; i < RANDOM_KIDS; i++)
		assert_int_equal(atomic_load(&sleepers[i]->times), 1);
}

static void random_kids_cost_one_fetch(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	for (size_t i = 0; i < TROUBLES; i++) {
		make_trouble(f, &troubles[0]);
		f->options.key_dir = arena_printf(f->entra->arena, "%s/%zu", f->dir, i).data;
		key_fixture_restart(f);
		expect(f, kid, JWKS_FOUND);
		make_trouble(f, &troubles[i]);
		ask_a_thousand(f, &troubles[i], kid);
	}
	assert_int_equal(fake_fetch_strays(f->fetch), 0);
}

/* Without keys it is the pauses that hold a thousand back. */
static void random_kids_without_keys(void **state)
{
	struct key_fixture *f = *state;

	for (size_t i = 1; i < TROUBLES; i++) {
		size_t before = fake_fetch_count(f->fetch);

		if (troubles[i].answer != JWKS_UNAVAILABLE || troubles[i].to != NULL)
			continue;
		make_trouble(f, &troubles[i]);
		key_fixture_restart(f);
		for (int j = 0; j < RANDOM_KIDS; j++) {
			ask_random(f, &troubles[i], j, key_fixture_wait(f, PATIENCE_MS));
			key_fixture_pass(f, 299);
		}
		/* At 0, 5, 15, 35, 75, 135, 195 and 255 s. */
		assert_int_equal(fake_fetch_count(f->fetch), before + 8);
	}
}

static void a_slow_directory_delays_no_other(void **state)
{
	struct key_fixture *f = *state;
	struct key_wait *sleeper = key_fixture_wait(f, PATIENCE_MS);
	struct text kid = key_fixture_kid(f);
	size_t count;

	fake_fetch_hold(f->fetch, TID);
	assert_int_equal(key_fixture_find(f, TID, kid, sleeper), JWKS_PENDING);
	assert_int_equal(key_fixture_ask(f, OTHER_TID, TOKEN_V2, kid), JWKS_FOUND);
	assert_int_equal(atomic_load(&sleeper->times), 0);
	fake_fetch_hold(f->fetch, NULL);
	key_fixture_block(sleeper);
	expect(f, kid, JWKS_FOUND);
	/* The same for a refresh: neither waits, and the other one's keys become new. */
	fake_fetch_hold(f->fetch, TID);
	count = fake_fetch_count(f->fetch);
	key_fixture_pass(f, f->options.refresh_interval_ms);
	assert_int_equal(fake_fetch_count(f->fetch), count + 3);
	expect_at_once(f, TID, kid);
	expect_at_once(f, OTHER_TID, kid);
}

static void a_removed_key_stops_at_the_refresh(void **state)
{
	struct key_fixture *f = *state;
	struct text removed = key_fixture_kid(f);
	int64_t generation;

	expect(f, removed, JWKS_FOUND);
	key_fixture_rotate(f, true);
	key_fixture_pass(f, f->options.refresh_interval_ms - 1);
	expect(f, removed, JWKS_FOUND);
	generation = jwks_cache_generation(f->jwks_cache);
	key_fixture_pass(f, 1);
	assert_true(jwks_cache_generation(f->jwks_cache) != generation);
	expect(f, removed, JWKS_UNKNOWN_KID);
	expect(f, key_fixture_kid(f), JWKS_FOUND);
}

/* The ask that caused the fetch counts for one refresh more, and that is the end of it. */
static void an_unused_place_is_left_alone(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	expect(f, kid, JWKS_FOUND);
	key_fixture_pass(f, f->options.refresh_interval_ms);
	assert_int_equal(fake_fetch_count(f->fetch), 4);
	for (int i = 0; i < 100; i++)
		key_fixture_pass(f, f->options.refresh_interval_ms);
	assert_int_equal(fake_fetch_count(f->fetch), 4);
	expect(f, kid, JWKS_FOUND);
	assert_int_equal(fake_fetch_count(f->fetch), 6);
}

/* Nor is an outage a reason to go on asking. */
static void an_unused_place_is_not_retried(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	expect(f, kid, JWKS_FOUND);
	fake_fetch_set_dead(f->fetch, true);
	key_fixture_pass(f, f->options.refresh_interval_ms);
	assert_int_equal(fake_fetch_count(f->fetch), 3);
	for (int i = 0; i < 100; i++)
		key_fixture_pass(f, 60 * CLOCK_MS_PER_S);
	assert_int_equal(fake_fetch_count(f->fetch), 3);
	expect_at_once(f, TID, kid);
	fake_fetch_settle(f->fetch);
	assert_int_equal(fake_fetch_count(f->fetch), 4);
}

/* Leaves the place alone until its keys are past the refresh interval. */
static void rest(struct key_fixture *f, struct text kid)
{
	expect(f, kid, JWKS_FOUND);
	key_fixture_pass(f, f->options.refresh_interval_ms);
	key_fixture_pass(f, f->options.refresh_interval_ms + 1);
	assert_int_equal(fake_fetch_count(f->fetch), 4);
}

static void rested_keys_are_fetched_before_they_count(void **state)
{
	struct key_fixture *f = *state;
	struct text removed = key_fixture_kid(f);

	rest(f, removed);
	key_fixture_rotate(f, true);
	expect(f, removed, JWKS_UNKNOWN_KID);
	assert_int_equal(fake_fetch_count(f->fetch), 6);
	expect_at_once(f, TID, key_fixture_kid(f));
}

static void rested_keys_serve_when_they_cannot_be_fetched(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	rest(f, kid);
	fake_fetch_set_dead(f->fetch, true);
	expect(f, kid, JWKS_FOUND);
	assert_int_equal(fake_fetch_count(f->fetch), 5);
	expect_at_once(f, TID, kid);
}

static void rested_keys_serve_who_cannot_wait(void **state)
{
	struct key_fixture *f = *state;
	struct key_wait *sleeper = key_fixture_wait(f, 50);
	struct text kid = key_fixture_kid(f);

	rest(f, kid);
	fake_fetch_hold(f->fetch, "http");
	assert_int_equal(key_fixture_find(f, TID, kid, NULL), JWKS_FOUND);
	assert_int_equal(key_fixture_find(f, TID, kid, sleeper), JWKS_PENDING);
	key_fixture_block(sleeper);
	assert_int_equal(key_fixture_find(f, TID, kid, NULL), JWKS_FOUND);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, key_fixture_start, key_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(random_kids_cost_one_fetch),
		TEST(random_kids_without_keys),
		TEST(a_slow_directory_delays_no_other),
		TEST(a_removed_key_stops_at_the_refresh),
		TEST(an_unused_place_is_left_alone),
		TEST(an_unused_place_is_not_retried),
		TEST(rested_keys_are_fetched_before_they_count),
		TEST(rested_keys_serve_when_they_cannot_be_fetched),
		TEST(rested_keys_serve_who_cannot_wait),
	};
#undef TEST

	return cmocka_run_group_tests(tests, key_fixture_make, key_fixture_free);
}
