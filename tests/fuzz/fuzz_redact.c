/* Redacts a text of any bytes with lists of several scripts. Redacting the result again changes
 * nothing; it is never longer than the text, and it is UTF-8 if the text is. */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "reviews/redactor.h"

#define LISTS "tests/vectors/words"

/* Read once, since the lists do not change. */
static struct redactor *lists(void)
{
	static struct redactor *redactor;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (redactor == NULL && redactor_open(&redactor, LISTS, &fault) != STATUS_OK)
		abort();
	arena_free(arena);
	return redactor;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct text given = {size > 0 ? (const char *)data : "", size};
	struct text redacted = redactor_apply(lists(), arena, TEXT_NONE, given);

	if (text_is_set(redacted)) {
		if (redacted.length > given.length || text_equal(given, redacted))
			abort();
		if (text_check(given, NULL) == TEXT_GOOD && text_check(redacted, NULL) != TEXT_GOOD)
			abort();
	}
	arena_free(arena);
	return 0;
}
