/* Parses an Authorization header, and its token up to the look-up of the key. */
#include <stdlib.h>

#include "auth/bearer.h"
#include "auth/jws.h"
#include "fuzz/fuzz.h"
#include "support/claims_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct text value = {(const char *)data, size}, token = TEXT_NONE;
	struct jws jws = {0};
	struct claims claims;

	if (bearer_read(value, &token) == REFUSAL_NONE) {
		/* The token is a non-empty part of the value. */
		if (token.length == 0 || token.data < value.data ||
			token.data + token.length > value.data + value.length)
			abort();
		if (jws_parse(arena, token, &jws) == REFUSAL_NONE)
			claims_fixture_judge(arena, jws.payload, &claims);
	}
	arena_free(arena);
	return 0;
}
