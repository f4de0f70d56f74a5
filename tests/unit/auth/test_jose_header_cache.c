#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "auth/jose_header_cache.h"
#include "support/expect.h"

#define THREADS 4
#define ROUNDS 5000
#define HEADERS 200

struct fixture {
	struct arena *arena;
	struct jose_header_cache *cache;
};

static int start(void **state)
{
	struct arena *arena = arena_new();
	struct fixture *f = arena_alloc(arena, sizeof(*f));

	*f = (struct fixture){arena, jose_header_cache_new()};
	*state = f;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	jose_header_cache_free(f->cache);
	arena_free(f->arena);
	return 0;
}

static struct text make_text(struct arena *arena, int number)
{
	return arena_printf(arena, "{\"alg\":\"RS256\",\"kid\":\"key-%d\"}", number);
}

static void what_was_added_is_found(void **state)
{
	struct fixture *f = *state;
	struct text text = make_text(f->arena, 1);
	const struct jsonread_node *header;

	assert_null(jose_header_cache_find(f->cache, text, f->arena));
	jose_header_cache_add(f->cache, text);
	header = jose_header_cache_find(f->cache, text, f->arena);
	expect_text(jsonread_member_text(header, "kid"), "key-1");
	assert_null(jose_header_cache_find(f->cache, make_text(f->arena, 2), f->arena));
	assert_null(jose_header_cache_find(
		f->cache, arena_printf(f->arena, "%s ", text.data), f->arena));
	jose_header_cache_free(NULL);
}

/* Far more than there are places: what is found is what was asked for, or nothing. */
static void headers_push_each_other_out(void **state)
{
	struct fixture *f = *state;
	const struct jsonread_node *first;
	int found = 0;

	jose_header_cache_add(f->cache, make_text(f->arena, 0));
	first = jose_header_cache_find(f->cache, make_text(f->arena, 0), f->arena);
	for (int i = 1; i < HEADERS; i++)
		jose_header_cache_add(f->cache, make_text(f->arena, i));
	for (int i = 0; i < HEADERS; i++) {
		const struct jsonread_node *header =
			jose_header_cache_find(f->cache, make_text(f->arena, i), f->arena);

		if (header == NULL)
			continue;
		found++;
		expect_text(jsonread_member_text(header, "kid"),
			arena_printf(f->arena, "key-%d", i).data);
	}
	assert_in_range(found, 2, HEADERS - 1);
	/* Who found it before still has it. */
	expect_text(jsonread_member_text(first, "kid"), "key-0");
}

static void a_large_header_is_not_kept(void **state)
{
	struct fixture *f = *state;
	struct text text = arena_printf(f->arena, "{\"kid\":\"%01000d\"}", 0);
	struct text larger = arena_printf(f->arena, "{\"kid\":\"%01030d\"}", 0);

	jose_header_cache_add(f->cache, text);
	jose_header_cache_add(f->cache, larger);
	assert_non_null(jose_header_cache_find(f->cache, text, f->arena));
	assert_null(jose_header_cache_find(f->cache, larger, f->arena));
}

static void *add_and_find(void *context)
{
	struct jose_header_cache *cache = context;
	size_t wrong = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct arena *arena = arena_new();
		struct text text = make_text(arena, i % 7);
		const struct jsonread_node *header = jose_header_cache_find(cache, text, arena);

		if (header == NULL)
			jose_header_cache_add(cache, text);
		else if (!text_equal(jsonread_member_text(header, "kid"),
				 arena_printf(arena, "key-%d", i % 7)))
			wrong++;
		arena_free(arena);
	}
	return (void *)wrong;
}

static void many_threads_share_it(void **state)
{
	struct fixture *f = *state;
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_and_find, f->cache), 0);
	for (int i = 0; i < THREADS; i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_added_is_found, start, end),
		cmocka_unit_test_setup_teardown(headers_push_each_other_out, start, end),
		cmocka_unit_test_setup_teardown(a_large_header_is_not_kept, start, end),
		cmocka_unit_test_setup_teardown(many_threads_share_it, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
