/* A payload that was signed: whatever passes has times in order and ids that are not zero. */
#include <stdlib.h>

#include "auth/claims.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct text audiences[] = {TEXT_INIT("api://a")};
	const struct claims_policy policy = {.cloud = cloud_find(TEXT("global")),
		.audiences = audiences,
		.audience_count = 1,
		.clock_skew_s = 300,
		.max_lifetime_s = 90000};
	struct arena *arena = arena_new();
	struct claims_head head;
	struct claims claims;

	if (claims_open(arena, (struct text){(const char *)data, size}, &head) == REFUSAL_NONE &&
		claims_check(arena, &head, &policy, &claims) == REFUSAL_NONE &&
		(claims.not_before_s > claims.expires_s || claims.expires_s < 0))
		abort();
	arena_free(arena);
	return 0;
}
