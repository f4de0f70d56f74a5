#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/key_fixture.h"

#define TID ENTRA_TID
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"
#define ASKERS 100
#define THREADS 4

static void expect(struct key_fixture *f, const char *directory, enum token_version version,
	struct text kid, enum jwks_cache_result expected)
{
	assert_int_equal(key_fixture_ask(f, directory, version, kid), expected);
}

/* How many discovery documents and key sets the issuer was asked for. */
static void expect_requests(struct key_fixture *f, int64_t discovery, int64_t keys)
{
	const struct jsonread_node *node = entra_get(f->entra, "/control/requests");

	entra_number(node, "discovery", discovery);
	entra_number(node, "keys", keys);
}

static void the_first_ask_fetches(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	expect_requests(f, 0, 0);
	expect(f, TID, TOKEN_V2, kid, JWKS_FOUND);
	expect_requests(f, 1, 1);
	expect(f, TID, TOKEN_V2, kid, JWKS_FOUND);
	expect_requests(f, 1, 1);
}

static void each_version_and_directory_has_its_own(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	expect(f, TID, TOKEN_V2, kid, JWKS_FOUND);
	expect(f, TID, TOKEN_V1, kid, JWKS_FOUND);
	expect_requests(f, 2, 2);
	expect(f, OTHER_TID, TOKEN_V2, kid, JWKS_FOUND);
	expect_requests(f, 3, 3);
}

static void a_waiter_is_woken_once(void **state)
{
	struct key_fixture *f = *state;
	struct key_wait *sleeper = key_fixture_wait(f, 60000);
	struct jwks_endpoint endpoint = key_fixture_endpoint(f, TID, TOKEN_V2);
	struct jwks_key_ref key;
	struct text kid = key_fixture_kid(f);

	fake_fetch_hold(f->fetch, "/discovery/");
	assert_int_equal(key_fixture_find(f, TID, kid, sleeper), JWKS_PENDING);
	assert_true(fake_fetch_await(f->fetch, 2));
	assert_int_equal(atomic_load(&sleeper->times), 0);
	fake_fetch_hold(f->fetch, NULL);
	key_fixture_block(sleeper);
	assert_int_equal(jwks_cache_find(f->jwks_cache, &endpoint, kid, NULL, &key), JWKS_FOUND);
	entra_text(key.key->kid, arena_cstr(f->entra->arena, kid));
	assert_int_equal(key.key->flaw, REFUSAL_NONE);
	jwks_cache_release(&key);
	assert_null(key.key);
	key_fixture_restart(f);
	assert_int_equal(atomic_load(&sleeper->times), 1);
}

static void who_may_not_wait_is_told_so(void **state)
{
	struct key_fixture *f = *state;

	assert_int_equal(key_fixture_find(f, TID, TEXT("k"), NULL), JWKS_UNAVAILABLE);
	key_fixture_restart(f);
	assert_int_equal(fake_fetch_count(f->fetch), 0);
}

static void a_deadline_wakes(void **state)
{
	struct key_fixture *f = *state;
	struct key_wait *sleeper = key_fixture_wait(f, 100);
	int64_t start_ms = clock_monotonic_ms();

	fake_fetch_hold(f->fetch, "http");
	assert_int_equal(key_fixture_find(f, TID, TEXT("k"), sleeper), JWKS_PENDING);
	key_fixture_block(sleeper);
	assert_true(clock_monotonic_ms() - start_ms >= 100);
	assert_int_equal(key_fixture_find(f, TID, TEXT("k"), NULL), JWKS_UNAVAILABLE);
	key_fixture_restart(f);
	assert_int_equal(atomic_load(&sleeper->times), 1);
}

static void stopping_wakes_everyone(void **state)
{
	struct key_fixture *f = *state;
	struct key_wait *sleepers[10];

	fake_fetch_hold(f->fetch, "http");
	for (size_t i = 0; i < 10; i++) {
		sleepers[i] = key_fixture_wait(f, 60000);
		assert_int_equal(
			key_fixture_find(f, i < 5 ? TID : OTHER_TID, TEXT("k"), sleepers[i]),
			JWKS_PENDING);
	}
	key_fixture_restart(f);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(atomic_load(&sleepers[i]->times), 1);
}

/* All who ask while the fetch is under way wait for that one. */
static void one_fetch_for_all_askers(void **state)
{
	struct key_fixture *f = *state;
	struct key_wait *sleepers[ASKERS];
	struct text kid = key_fixture_kid(f);

	fake_fetch_hold(f->fetch, "/.well-known/");
	for (size_t i = 0; i < ASKERS; i++) {
		sleepers[i] = key_fixture_wait(f, 60000);
		assert_int_equal(key_fixture_find(f, TID, kid, sleepers[i]), JWKS_PENDING);
	}
	fake_fetch_hold(f->fetch, NULL);
	for (size_t i = 0; i < ASKERS; i++)
		key_fixture_block(sleepers[i]);
	expect(f, TID, TOKEN_V2, kid, JWKS_FOUND);
	expect_requests(f, 1, 1);
}

static void a_new_kid_is_fetched_at_once(void **state)
{
	struct key_fixture *f = *state;
	struct text old = key_fixture_kid(f), fresh;

	expect(f, TID, TOKEN_V2, old, JWKS_FOUND);
	key_fixture_rotate(f, false);
	fresh = key_fixture_kid(f);
	assert_false(text_equal(old, fresh));
	expect(f, TID, TOKEN_V2, fresh, JWKS_FOUND);
	expect_requests(f, 1, 2);
	expect(f, TID, TOKEN_V2, old, JWKS_FOUND);
}

static void the_forced_interval_ends(void **state)
{
	struct key_fixture *f = *state;

	expect(f, TID, TOKEN_V2, key_fixture_kid(f), JWKS_FOUND);
	expect(f, TID, TOKEN_V2, TEXT("a"), JWKS_UNKNOWN_KID);
	expect_requests(f, 1, 2);
	key_fixture_pass(f, f->options.forced_refresh_interval_ms - 1);
	expect(f, TID, TOKEN_V2, TEXT("b"), JWKS_UNKNOWN_KID);
	expect_requests(f, 1, 2);
	key_fixture_pass(f, 1);
	expect(f, TID, TOKEN_V2, TEXT("c"), JWKS_UNKNOWN_KID);
	expect_requests(f, 1, 3);
}

static void the_generation_moves_with_the_keys(void **state)
{
	struct key_fixture *f = *state;
	int64_t first = jwks_cache_generation(f->jwks_cache), second;

	assert_true(first != 0);
	expect(f, TID, TOKEN_V2, key_fixture_kid(f), JWKS_FOUND);
	second = jwks_cache_generation(f->jwks_cache);
	assert_true(second != first);
	/* The same keys, fetched once more. */
	expect(f, TID, TOKEN_V2, TEXT("unknown"), JWKS_UNKNOWN_KID);
	expect_requests(f, 1, 2);
	assert_int_equal(jwks_cache_generation(f->jwks_cache), second);
}

static void a_new_key_moves_the_generation(void **state)
{
	struct key_fixture *f = *state;
	int64_t before;

	expect(f, TID, TOKEN_V2, key_fixture_kid(f), JWKS_FOUND);
	before = jwks_cache_generation(f->jwks_cache);
	key_fixture_rotate(f, false);
	expect(f, TID, TOKEN_V2, key_fixture_kid(f), JWKS_FOUND);
	assert_true(jwks_cache_generation(f->jwks_cache) != before);
}

/* The keys and the metadata too are looked at again when the refresh interval is over. */
static void keys_are_refreshed(void **state)
{
	struct key_fixture *f = *state;
	struct text old = key_fixture_kid(f);

	expect(f, TID, TOKEN_V2, old, JWKS_FOUND);
	key_fixture_rotate(f, true);
	key_fixture_pass(f, f->options.refresh_interval_ms - 1);
	expect(f, TID, TOKEN_V2, old, JWKS_FOUND);
	expect_requests(f, 1, 1);
	key_fixture_pass(f, 1);
	assert_true(fake_fetch_await(f->fetch, 4));
	/* The removed key has stopped working; asking for it waits for what is under way. */
	expect(f, TID, TOKEN_V2, key_fixture_kid(f), JWKS_FOUND);
	expect_requests(f, 2, 2);
	expect(f, TID, TOKEN_V2, old, JWKS_UNKNOWN_KID);
}

static void knowing_causes_nothing(void **state)
{
	struct key_fixture *f = *state;
	struct jwks_endpoint endpoint = key_fixture_endpoint(f, TID, TOKEN_V2);
	struct text kid = key_fixture_kid(f);

	assert_false(jwks_cache_contains(f->jwks_cache, &endpoint, kid));
	fake_fetch_settle(f->fetch);
	expect_requests(f, 0, 0);
	expect(f, TID, TOKEN_V2, kid, JWKS_FOUND);
	assert_true(jwks_cache_contains(f->jwks_cache, &endpoint, kid));
	assert_false(jwks_cache_contains(f->jwks_cache, &endpoint, TEXT("unknown")));
	endpoint.version = TOKEN_V1;
	assert_false(jwks_cache_contains(f->jwks_cache, &endpoint, kid));
	fake_fetch_settle(f->fetch);
	expect_requests(f, 1, 1);
}

/* A key on loan outlives the set it came from. */
static void a_loan_survives_new_keys(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);
	struct jwks_endpoint endpoint = key_fixture_endpoint(f, TID, TOKEN_V2);
	struct jwks_key_ref key;

	expect(f, TID, TOKEN_V2, kid, JWKS_FOUND);
	assert_int_equal(jwks_cache_find(f->jwks_cache, &endpoint, kid, NULL, &key), JWKS_FOUND);
	key_fixture_rotate(f, true);
	expect(f, TID, TOKEN_V2, key_fixture_kid(f), JWKS_FOUND);
	entra_text(key.key->kid, arena_cstr(f->entra->arena, kid));
	assert_non_null(key.key->pkey);
	jwks_cache_release(&key);
}

struct asker {
	struct key_fixture *f;
	pthread_t thread;
	struct text known, unknown;
	int wrong;
};

static void *ask_often(void *context)
{
	struct asker *a = context;
	struct jwks_endpoint endpoint = key_fixture_endpoint(a->f, TID, TOKEN_V2);

	for (int i = 0; i < 500; i++) {
		struct jwks_key_ref key;
		enum jwks_cache_result answer = jwks_cache_find(a->f->jwks_cache, &endpoint,
			i % 2 == 0 ? a->known : a->unknown, NULL, &key);

		if (answer == JWKS_FOUND) {
			a->wrong += key.key->flaw != REFUSAL_NONE;
			jwks_cache_release(&key);
		}
		a->wrong += i % 2 == 0 && answer != JWKS_FOUND;
		a->wrong += jwks_cache_generation(a->f->jwks_cache) == 0;
	}
	return NULL;
}

/* Keys are replaced while many threads read them; those that stay are found throughout. */
static void many_threads_ask(void **state)
{
	struct key_fixture *f = *state;
	struct asker askers[THREADS];
	struct text kid = key_fixture_kid(f);

	f->options.forced_refresh_interval_ms = 0;
	key_fixture_restart(f);
	expect(f, TID, TOKEN_V2, kid, JWKS_FOUND);
	for (int i = 0; i < THREADS; i++) {
		askers[i] = (struct asker){.f = f, .known = kid, .unknown = TEXT("none")};
		assert_int_equal(pthread_create(&askers[i].thread, NULL, ask_often, &askers[i]), 0);
	}
	for (int i = 0; i < 20; i++)
		expect(f, TID, TOKEN_V2, arena_printf(f->entra->arena, "r%d", i), JWKS_UNKNOWN_KID);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(askers[i].thread, NULL);
		assert_int_equal(askers[i].wrong, 0);
	}
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, key_fixture_start, key_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(the_first_ask_fetches),
		TEST(each_version_and_directory_has_its_own),
		TEST(a_waiter_is_woken_once),
		TEST(who_may_not_wait_is_told_so),
		TEST(a_deadline_wakes),
		TEST(stopping_wakes_everyone),
		TEST(one_fetch_for_all_askers),
		TEST(a_new_kid_is_fetched_at_once),
		TEST(the_forced_interval_ends),
		TEST(the_generation_moves_with_the_keys),
		TEST(a_new_key_moves_the_generation),
		TEST(keys_are_refreshed),
		TEST(knowing_causes_nothing),
		TEST(a_loan_survives_new_keys),
		TEST(many_threads_ask),
	};
#undef TEST

	return cmocka_run_group_tests(tests, key_fixture_make, key_fixture_free);
}
