#include "api/reviews/summary_cache.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/scratch.h"

#define SIZE_BYTES 65536
#define THREADS 4
#define ROUNDS 20000
#define PRODUCTS 200

static const struct db_version first = {{1}}, second = {{1, 2}};

static struct summary_key key_of(const char *product, const char *market)
{
	return (struct summary_key){text_from(product), text_from(market)};
}

static void expect_answer(struct scratch *f, struct summary_cache *cache, struct summary_key key,
	const struct db_version *mark, const char *expected)
{
	struct text answer = summary_cache_find(cache, &key, mark, f->arena);

	assert_true(text_is_set(answer) == (expected != NULL));
	if (expected != NULL)
		expect_text(answer, expected);
}

static void an_answer_counts_under_its_mark_alone(void **state)
{
	struct scratch *f = *state;
	struct summary_cache *cache = summary_cache_new(SIZE_BYTES);
	struct summary_key key = key_of("product", "");

	expect_answer(f, cache, key, &first, NULL);
	summary_cache_add(cache, &key, &first, TEXT("one"));
	expect_answer(f, cache, key, &first, "one");
	expect_answer(f, cache, key, &second, NULL);
	summary_cache_add(cache, &key, &second, TEXT("two"));
	expect_answer(f, cache, key, &second, "two");
	expect_answer(f, cache, key, &first, NULL);
	summary_cache_free(cache);
}

/* In a cache with one slot, all keys share that slot. */
static void keys_are_told_apart(void **state)
{
	struct scratch *f = *state;
	struct summary_cache *cache = summary_cache_new(2000);
	struct summary_key key = key_of("ab", "c");

	summary_cache_add(cache, &key, &first, TEXT("answer"));
	expect_answer(f, cache, key, &first, "answer");
	expect_answer(f, cache, key_of("a", "bc"), &first, NULL);
	expect_answer(f, cache, key_of("abc", ""), &first, NULL);
	expect_answer(f, cache, key_of("ab", "d"), &first, NULL);
	expect_answer(f, cache, key_of("ab", ""), &first, NULL);
	key = key_of("abc", "");
	summary_cache_add(cache, &key, &first, TEXT("another"));
	expect_answer(f, cache, key, &first, "another");
	expect_answer(f, cache, key_of("ab", "c"), &first, NULL);
	summary_cache_free(cache);
}

/* Returns whether a response is cached completely. */
static bool keeps(struct scratch *f, struct summary_cache *cache, const struct summary_key *key,
	struct text answer)
{
	struct text found;

	summary_cache_add(cache, key, &first, answer);
	found = summary_cache_find(cache, key, &first, f->arena);
	if (text_is_set(found) && text_equal(found, answer))
		return true;
	assert_false(text_is_set(found) && found.length == answer.length);
	return false;
}

/* For every length of response and key, the response is cached completely or not at all. */
static void what_is_too_long_is_not_kept(void **state)
{
	struct scratch *f = *state;
	struct summary_cache *cache = summary_cache_new(2000);
	struct text bytes = {memset(arena_alloc(f->arena, 2000), 'x', 2000), 2000};
	struct summary_key small = key_of("p", "m");
	size_t limit = 0;

	while (limit < bytes.length && keeps(f, cache, &small, text_slice(bytes, 0, limit + 1)))
		limit++;
	assert_true(limit > 900 && limit < 1000);
	for (size_t length = 0; length <= bytes.length; length++) {
		struct summary_key key = {text_slice(bytes, 0, length), TEXT("market")};

		assert_true(
			keeps(f, cache, &small, text_slice(bytes, 0, length)) == (length <= limit));
		assert_true(keeps(f, cache, &key, TEXT("answer")) ==
			(length + strlen("marketanswer") <= limit + strlen("pm")));
	}
	summary_cache_free(cache);
}

static void without_room_nothing_is_kept(void **state)
{
	struct scratch *f = *state;
	struct summary_key key = key_of("product", "");

	assert_null(summary_cache_new(500));
	summary_cache_add(NULL, &key, &first, TEXT("answer"));
	expect_answer(f, NULL, key, &first, NULL);
	summary_cache_free(NULL);
}

static void *add_and_find(void *context)
{
	struct summary_cache *cache = context;
	struct arena *arena = arena_new();
	intptr_t wrong = 0;

	for (int i = 0; i < ROUNDS; i++) {
		char product[16], answer[400];
		int number = i * 7 % PRODUCTS;
		struct summary_key key;
		struct text found;

		snprintf(product, sizeof(product), "product %d", number);
		memset(answer, 'a' + number % 26, sizeof(answer));
		key = key_of(product, "US");
		found = summary_cache_find(cache, &key, &first, arena);
		wrong += text_is_set(found) &&
			!text_equal(found, (struct text){answer, sizeof(answer)});
		summary_cache_add(cache, &key, &first, (struct text){answer, sizeof(answer)});
		arena_reset(arena);
	}
	arena_free(arena);
	return (void *)wrong;
}

static void threads_share_it(void **state)
{
	struct summary_cache *cache = summary_cache_new(SIZE_BYTES);
	pthread_t threads[THREADS];
	void *wrong;

	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_and_find, cache), 0);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		assert_null(wrong);
	}
	summary_cache_free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(an_answer_counts_under_its_mark_alone),
		SCRATCH_TEST(keys_are_told_apart),
		SCRATCH_TEST(what_is_too_long_is_not_kept),
		SCRATCH_TEST(without_room_nothing_is_kept),
		SCRATCH_TEST(threads_share_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
