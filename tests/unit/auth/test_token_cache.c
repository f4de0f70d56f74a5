#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/token_cache.h"

#define SIZE_BYTES 65536
#define THREADS 4
#define ROUNDS 20000
#define TOKENS 500

/* A validated token of that generation, stored at second 1. */
#define STAMP(generation_) ((struct cache_validity){(generation_), 1000})

static int start(void **state)
{
	*state = token_cache_new(SIZE_BYTES);
	return *state == NULL ? -1 : 0;
}

static int end(void **state)
{
	token_cache_free(*state);
	return 0;
}

/* A hash that no other number has, spread as SHA-256 is. */
static struct hash numbered(uint32_t number)
{
	return hash_sha256((struct text){(const char *)&number, sizeof(number)});
}

/* Hashes with one prefix, which share a place. */
static struct hash crowded(uint8_t number)
{
	struct hash hash = {{0}};

	hash.bytes[HASH_BYTES - 1] = number;
	return hash;
}

static struct claims claims_until(int64_t expires_s)
{
	struct claims claims = {.version = TOKEN_V2, .app_only = true, .expires_s = expires_s};

	memset(claims.client.bytes, (int)(expires_s & 0xff), sizeof(claims.client.bytes));
	return claims;
}

static bool has(struct token_cache *cache, struct hash hash, int64_t generation)
{
	struct claims claims = {0};

	return token_cache_find(cache, &hash, STAMP(generation), &claims);
}

static void add(struct token_cache *cache, struct hash hash, int64_t generation, int64_t expires_s)
{
	const struct claims claims = claims_until(expires_s);

	token_cache_add(cache, &hash, STAMP(generation), &claims);
}

static void a_hit_has_the_claims(void **state)
{
	struct hash hash = numbered(1);
	struct claims expected = claims_until(1234), found = {0};

	token_cache_add(*state, &hash, STAMP(7), &expected);
	assert_true(token_cache_find(*state, &hash, STAMP(7), &found));
	assert_memory_equal(&found.client, &expected.client, sizeof(found.client));
	assert_int_equal(found.expires_s, 1234);
	assert_int_equal(found.version, TOKEN_V2);
	assert_true(found.app_only);
}

static void a_miss_leaves_the_claims_alone(void **state)
{
	struct hash hash = numbered(1), other = numbered(2);
	struct claims found = claims_until(5);

	assert_false(token_cache_find(*state, &hash, STAMP(1), &found));
	add(*state, hash, 1, 9);
	assert_false(token_cache_find(*state, &other, STAMP(1), &found));
	assert_int_equal(found.expires_s, 5);
}

/* What was found out too long ago has to be found out again. */
static void expired_results_are_not_found(void **state)
{
	struct hash hash = numbered(1);
	struct claims claims;

	add(*state, hash, 1, 9);
	assert_true(token_cache_find(*state, &hash, (struct cache_validity){1, 1000}, &claims));
	assert_false(token_cache_find(*state, &hash, (struct cache_validity){1, 1001}, &claims));
}

/* An empty place holds zeros: a hash of zeros must not find it. */
static void empty_places_match_nothing(void **state)
{
	assert_false(has(*state, crowded(0), 1));
	add(*state, crowded(0), 1, 9);
	assert_true(has(*state, crowded(0), 1));
}

static void every_bit_of_the_hash_counts(void **state)
{
	struct hash hash = numbered(1);

	add(*state, hash, 1, 9);
	for (int bit = 0; bit < HASH_BYTES * 8; bit++) {
		struct hash near = hash;

		near.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(has(*state, near, 1));
	}
	assert_true(has(*state, hash, 1));
}

static void another_generation_is_void(void **state)
{
	add(*state, numbered(1), 3, 9);
	assert_false(has(*state, numbered(1), 2));
	assert_false(has(*state, numbered(1), 4));
	assert_true(has(*state, numbered(1), 3));
	add(*state, numbered(1), 4, 9);
	assert_true(has(*state, numbered(1), 4));
	assert_false(has(*state, numbered(1), 3));
}

/* Where a place is full, the token that expires first goes; the others stay. */
static void eviction_keeps_the_others(void **state)
{
	static const int64_t expires_s[] = {40, 10, 30, 20};

	for (uint8_t i = 0; i < 4; i++)
		add(*state, crowded(i), 1, expires_s[i]);
	for (uint8_t i = 0; i < 4; i++)
		assert_true(has(*state, crowded(i), 1));
	add(*state, crowded(4), 1, 50);
	assert_false(has(*state, crowded(1), 1));
	assert_true(has(*state, crowded(0), 1) && has(*state, crowded(2), 1) &&
		has(*state, crowded(3), 1) && has(*state, crowded(4), 1));
	add(*state, crowded(5), 1, 5);
	assert_false(has(*state, crowded(3), 1));
	assert_true(has(*state, crowded(5), 1));
}

static void the_same_token_takes_one_place(void **state)
{
	for (uint8_t i = 0; i < 4; i++)
		add(*state, crowded(i), 1, 10);
	for (int i = 0; i < 10; i++)
		add(*state, crowded(2), 1, 10 + i);
	for (uint8_t i = 0; i < 4; i++)
		assert_true(has(*state, crowded(i), 1));
}

static void the_size_is_bounded(void **state)
{
	size_t found = 0, most = SIZE_BYTES / (sizeof(struct hash) + sizeof(struct claims));

	for (uint32_t i = 0; i < 10 * most; i++)
		add(*state, numbered(i), 1, i + 1);
	for (uint32_t i = 0; i < 10 * most; i++)
		found += has(*state, numbered(i), 1);
	assert_true(found <= most);
	assert_true(found >= most / 2);
	assert_true(has(*state, numbered((uint32_t)(10 * most - 1)), 1));
}

static void too_small_to_hold_anything(void **state)
{
	struct token_cache *none = token_cache_new(0);

	(void)state;
	assert_null(none);
	assert_null(token_cache_new(100));
	add(none, numbered(1), 1, 9);
	assert_false(has(none, numbered(1), 1));
	token_cache_free(none);
}

struct worker {
	struct token_cache *cache;
	pthread_t thread;
	uint32_t seed;
	int mixed_up;
};

/* Claims found under a hash must be those that were put there with it, whole. */
static void *work(void *context)
{
	struct worker *w = context;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		uint32_t number = (i * 7919 + w->seed * 104729) % TOKENS;
		int64_t expires_s = (number & 0xff) + 256 * (1 + i % 3);
		struct claims expected = claims_until(expires_s), found;
		struct hash hash = numbered(number);

		if (i % 4 == 0)
			token_cache_add(w->cache, &hash, STAMP(1), &expected);
		else if (token_cache_find(w->cache, &hash, STAMP(1), &found))
			w->mixed_up += memcmp(&found.client, &expected.client,
					       sizeof(found.client)) != 0 ||
				(found.expires_s & 0xff) != (number & 0xff);
	}
	return NULL;
}

static void threads_do_not_mix_up_claims(void **state)
{
	struct worker workers[THREADS] = {{0}};

	for (uint32_t i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.cache = *state, .seed = i};
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_int_equal(workers[i].mixed_up, 0);
	}
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)
	const struct CMUnitTest tests[] = {
		TEST(a_hit_has_the_claims),
		TEST(a_miss_leaves_the_claims_alone),
		TEST(expired_results_are_not_found),
		TEST(empty_places_match_nothing),
		TEST(every_bit_of_the_hash_counts),
		TEST(another_generation_is_void),
		TEST(eviction_keeps_the_others),
		TEST(the_same_token_takes_one_place),
		TEST(the_size_is_bounded),
		TEST(too_small_to_hold_anything),
		TEST(threads_do_not_mix_up_claims),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
