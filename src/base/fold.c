#include "base/fold.h"

#include <stdlib.h>
#include <utf8proc.h>

struct text fold_text(struct arena *arena, struct text t)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t length =
		utf8proc_map((const utf8proc_uint8_t *)t.data, (utf8proc_ssize_t)t.length, &folded,
			UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
				UTF8PROC_IGNORE);
	struct text copy;

	/* Well-formed text folds always: what is left is memory. */
	if (length < 0)
		abort();
	copy = arena_text(arena, (struct text){(const char *)folded, (size_t)length});
	free(folded);
	return copy;
}
