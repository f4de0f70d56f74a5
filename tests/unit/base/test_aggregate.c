#include "base/aggregate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/scratch.h"

#define KEYS 1000

/* Pointers to rows stay valid while rows are added. */
static void rows_are_found_by_their_keys(void **state)
{
	struct scratch *s = *state;
	struct aggregate tally = aggregate_make(s->arena, sizeof(int64_t));
	int64_t *rows[KEYS];
	char bytes[AGGREGATE_KEY_BYTES_MAX];
	struct text key;

	assert_int_equal(tally.count, 0);
	for (int i = 0; i < KEYS; i++) {
		rows[i] = aggregate_find(&tally, aggregate_key(bytes, "%d", i), &key);
		assert_int_equal(*rows[i], 0);
		*rows[i] = i;
	}
	for (int i = 0; i < KEYS; i++) {
		assert_ptr_equal(
			aggregate_find(&tally, aggregate_key(bytes, "%d", i), &key), rows[i]);
		assert_true(text_equal(key, aggregate_key(bytes, "%d", i)));
		assert_ptr_not_equal(key.data, bytes);
		assert_ptr_equal(aggregate_at(&tally, (size_t)i), rows[i]);
		assert_int_equal(*rows[i], i);
	}
	assert_int_equal(tally.count, KEYS);
}

static void an_empty_key_is_a_key(void **state)
{
	struct scratch *s = *state;
	struct aggregate tally = aggregate_make(s->arena, 1);
	struct text key;
	void *row = aggregate_find(&tally, TEXT(""), &key);

	assert_ptr_not_equal(aggregate_find(&tally, TEXT("a"), &key), row);
	assert_ptr_equal(aggregate_find(&tally, TEXT(""), &key), row);
	assert_int_equal(tally.count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(rows_are_found_by_their_keys),
		SCRATCH_TEST(an_empty_key_is_a_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
