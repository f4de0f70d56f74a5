/* Reads the payload of a signed token. An accepted one has ordered times, no zero IDs, and roles of
 * an admin only if its directory has admins. */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "support/claims_fixture.h"

static bool is_sound(const struct claims *claims)
{
	const struct admin_policy_list *directories = &claims_fixture_policy.admins.directories;

	return claims->not_before_s < claims->expires_s && claims->issued_s < claims->expires_s &&
		!guid_is_zero(claims->directory) &&
		(claims->admin_roles & ~admin_policy_find(directories, claims->directory)) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct text payload = {(const char *)data, size};
	struct claims claims;

	if (claims_fixture_judge(arena, payload, &claims) == REFUSAL_NONE && !is_sound(&claims))
		abort();
	arena_free(arena);
	return 0;
}
