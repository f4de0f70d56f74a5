/* A token as it comes: shape, header, payload, claims. None of it may pass as signed. */
#include <stdlib.h>

#include "auth/claims.h"
#include "auth/jws.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct text audiences[] = {TEXT_INIT("api://a")};
	const struct claims_policy policy = {.cloud = cloud_find(TEXT("global")),
		.audiences = audiences,
		.audience_count = 1,
		.clock_skew_s = 300,
		.max_lifetime_s = 90000};
	struct jwk keyless = {.flaw = REFUSAL_KEY_MALFORMED};
	struct arena *arena = arena_new();
	struct jws jws = {0};
	struct claims_head head;
	struct claims claims;

	if (jws_parse(arena, (struct text){(const char *)data, size}, &jws) == REFUSAL_NONE) {
		if (jws_verify(&jws, &keyless) == REFUSAL_NONE)
			abort();
		if (claims_open(arena, jws.payload, &head) == REFUSAL_NONE &&
			claims_check(arena, &head, &policy, &claims) == REFUSAL_NONE)
			claims_check_time(&claims, &policy, 1700000000);
	}
	arena_free(arena);
	return 0;
}
