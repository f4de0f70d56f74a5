#include "reviews/word_lists.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/scratch.h"

#define THREADS 3
#define ROUNDS 200

static struct redactor *read_list(struct scratch *s, const char *word)
{
	struct redactor *redactor = NULL;

	scratch_write(s, "any.txt", text_from(word));
	assert_int_equal(redactor_open(&redactor, s->folder, &s->fault), STATUS_OK);
	return redactor;
}

static void expect_redacted(
	const struct redactor *redactor, struct arena *arena, const char *expected)
{
	expect_text(redactor_apply(redactor, arena, TEXT_NONE, TEXT("darn heck")), expected);
}

/* What is held stays as it is until its arena goes, also behind the lists' own end. */
static void lists_that_are_held_outlive_their_replacement(void **state)
{
	struct scratch *s = *state;
	struct arena *early = arena_new(), *late = arena_new();
	struct word_lists *lists = word_lists_new(read_list(s, "darn"));
	const struct redactor *old = word_lists_ref(lists, early), *fresh;

	word_lists_replace(lists, read_list(s, "heck"));
	fresh = word_lists_ref(lists, late);
	expect_redacted(old, s->arena, "**** heck");
	expect_redacted(fresh, s->arena, "darn ****");
	arena_free(early);
	word_lists_free(lists);
	expect_redacted(fresh, s->arena, "darn ****");
	arena_free(late);
}

struct reader {
	pthread_t thread;
	struct word_lists *lists;
	atomic_bool *ending;
};

static void *read_on(void *context)
{
	struct reader *reader = context;

	while (!atomic_load(reader->ending)) {
		struct arena *arena = arena_new();
		const struct redactor *redactor = word_lists_ref(reader->lists, arena);

		assert_true(
			text_is_set(redactor_apply(redactor, arena, TEXT_NONE, TEXT("darn heck"))));
		arena_free(arena);
	}
	return NULL;
}

static void readers_never_meet_a_list_that_is_gone(void **state)
{
	struct scratch *s = *state;
	struct word_lists *lists = word_lists_new(read_list(s, "darn"));
	struct reader readers[THREADS];
	atomic_bool ending = false;

	for (int i = 0; i < THREADS; i++) {
		readers[i] = (struct reader){.lists = lists, .ending = &ending};
		assert_int_equal(pthread_create(&readers[i].thread, NULL, read_on, &readers[i]), 0);
	}
	for (int i = 0; i < ROUNDS; i++)
		word_lists_replace(lists, read_list(s, i % 2 == 0 ? "heck" : "darn"));
	atomic_store(&ending, true);
	for (int i = 0; i < THREADS; i++)
		pthread_join(readers[i].thread, NULL);
	word_lists_free(lists);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(lists_that_are_held_outlive_their_replacement),
		SCRATCH_TEST(readers_never_meet_a_list_that_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
