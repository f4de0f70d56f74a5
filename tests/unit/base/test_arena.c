#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

static void blocks_are_zeroed_and_aligned(void **state)
{
	static const char zeros[20000];

	for (size_t size = 1; size < sizeof(zeros); size = size * 2 + 1) {
		char *block = arena_alloc(*state, size);

		assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
		assert_memory_equal(block, zeros, size);
		memset(block, 0xff, size);
	}
}

static void blocks_do_not_overlap(void **state)
{
	char *blocks[200];

	for (size_t i = 0; i < 200; i++) {
		blocks[i] = arena_array(*state, i + 1, 3);
		memset(blocks[i], (int)i, (i + 1) * 3);
	}
	for (size_t i = 0; i < 200; i++) {
		for (size_t at = 0; at < (i + 1) * 3; at++)
			assert_int_equal((unsigned char)blocks[i][at], i);
	}
}

static void growing_keeps_the_content(void **state)
{
	char *block = NULL, *other;
	size_t size = 0;

	for (size_t next = 5; next < 40000; next = next * 3) {
		block = arena_grow(*state, block, size, next);
		for (size_t at = 0; at < size; at++)
			assert_int_equal(block[at], 'x');
		for (size_t at = size; at < next; at++)
			assert_int_equal(block[at], 0);
		memset(block, 'x', next);
		size = next;
	}
	other = arena_alloc(*state, 10);
	block = arena_grow(*state, block, size, size + 10);
	assert_int_equal(block[size - 1], 'x');
	assert_int_equal(block[size], 0);
	assert_int_equal(other[0], 0);
}

struct note {
	char *log;
	char letter;
};

static void write_letter(void *resource)
{
	struct note *note = resource;

	note->log[strlen(note->log)] = note->letter;
}

static void releases_run_newest_first(void **state)
{
	char log[8] = "";
	struct note notes[] = {{log, 'a'}, {log, 'b'}, {log, 'c'}};
	struct arena *arena = arena_new();

	(void)state;
	arena_defer(arena, write_letter, &notes[0]);
	arena_defer(arena, write_letter, &notes[1]);
	arena_reset(arena);
	assert_string_equal(log, "ba");
	arena_defer(arena, write_letter, &notes[2]);
	assert_string_equal(log, "ba");
	arena_free(arena);
	assert_string_equal(log, "bac");
	arena_free(NULL);
}

static void a_reset_arena_gives_zeroed_blocks(void **state)
{
	memset(arena_alloc(*state, 3000), 0xff, 3000);
	arena_reset(*state);
	for (size_t at = 0; at < 3000; at++)
		assert_int_equal(((char *)arena_alloc(*state, 3000))[at], 0);
}

/* A thread's next arena reuses the memory of the previous one. */
static void reused_memory_is_zeroed(void **state)
{
	static const char zeros[5000];

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct arena *arena = arena_new();
		char *block = arena_alloc(arena, sizeof(zeros));

		assert_memory_equal(block, zeros, sizeof(zeros));
		memset(block, 0xff, sizeof(zeros));
		assert_memory_equal(arena_alloc(arena, sizeof(zeros)), zeros, sizeof(zeros));
		arena_free(arena);
	}
}

static void copies_end_with_nul(void **state)
{
	char original[] = {'a', 'b', 'c'};
	struct text copy = arena_text(*state, (struct text){original, 3});

	original[0] = 'x';
	expect_text(copy, "abc");
	assert_int_equal(copy.data[3], 0);
	assert_string_equal(arena_cstr(*state, (struct text){original, 2}), "xb");
	assert_string_equal(arena_cstr(*state, TEXT("")), "");
	assert_null(arena_cstr(*state, TEXT_NONE));
	assert_false(text_is_set(arena_text(*state, TEXT_NONE)));
}

static void printing(void **state)
{
	char big[10001];
	struct text printed;

	memset(big, 'b', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	expect_text(arena_printf(*state, "%s-%d", "a", 7), "a-7");
	expect_text(arena_printf(*state, "%s", ""), "");
	printed = arena_printf(*state, "<%s>", big);
	assert_int_equal(printed.length, 10002);
	assert_int_equal(printed.data[10001], '>');
	assert_int_equal(printed.data[10002], '\0');
}

static void bytes_are_counted(void **state)
{
	struct arena *arena = *state;
	size_t before = arena_bytes(arena);
	unsigned char *block;

	arena_alloc(arena, 100000);
	assert_in_range(arena_bytes(arena) - before, 100000, 101000);
	block = arena_alloc(arena, (size_t)8 * 1024 * 1024);
	block[0] = block[8 * 1024 * 1024 - 1] = 1;
	assert_in_range(arena_bytes(arena) - before, 8488608, 8490000);
	arena_reset(arena);
	assert_int_equal(arena_bytes(arena), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(blocks_are_zeroed_and_aligned),
		ARENA_FIXTURE_TEST(blocks_do_not_overlap),
		ARENA_FIXTURE_TEST(growing_keeps_the_content),
		cmocka_unit_test(releases_run_newest_first),
		ARENA_FIXTURE_TEST(a_reset_arena_gives_zeroed_blocks),
		cmocka_unit_test(reused_memory_is_zeroed),
		ARENA_FIXTURE_TEST(copies_end_with_nul),
		ARENA_FIXTURE_TEST(printing),
		ARENA_FIXTURE_TEST(bytes_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
