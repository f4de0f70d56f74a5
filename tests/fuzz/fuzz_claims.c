/* A payload that was signed: whatever passes has times in order and ids that are not zero. */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "support/claims_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct text payload = {(const char *)data, size};
	struct claims claims;

	if (claims_fixture_judge(arena, payload, &claims) == REFUSAL_NONE &&
		(claims.not_before_s >= claims.expires_s || claims.issued_s >= claims.expires_s ||
			guid_is_zero(claims.directory)))
		abort();
	arena_free(arena);
	return 0;
}
