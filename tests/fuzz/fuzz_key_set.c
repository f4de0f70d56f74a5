/* A key set as an issuer sends it: a key without a flaw has a kid's worth of a key behind it. */
#include <stdlib.h>

#include "auth/jwk.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct text why = TEXT_NONE;
	struct jwk_set *set = jwk_set_parse(arena, (struct text){(const char *)data, size}, &why);

	if (set == NULL && !text_is_set(why))
		abort();
	for (size_t i = 0; set != NULL && i < set->count; i++) {
		if (set->keys[i].flaw == REFUSAL_NONE && set->keys[i].pkey == NULL)
			abort();
	}
	jwk_set_free(set);
	arena_free(arena);
	return 0;
}
