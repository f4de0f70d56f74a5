/*
 * Reads a token as it is received: each step separately, then claims and times. The private keys do
 * not exist any more, so no signature may verify.
 */
#include <stdlib.h>

#include "auth/jws.h"
#include "fuzz/fuzz.h"
#include "support/claims_fixture.h"

/* One key of each type and curve. */
static const char key_set[] =
	"{\"keys\":[{\"kid\":\"k\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"5404AuQ-isYgdJeAY"
	"2dIAQSRfDJG_DJAOgr4pKDnOjVJEiUU97yUZXPWTLvQOIOgHc09ubFXZ_v5Q48XAOg_xGLy_htaEUte2ww"
	"8zKOJPdJlNaXpo_7zDANqSkCZc-gW6q326j2wSWfwIB2Y00_-Q0Q2NWZfbuvuGpmjQPEeLYfz5PA5zI3QR"
	"0rLbO5kmuB2NZiJogsmhwM-UFjCZNq5LB4dzzwNpotTAU4TaNLYtaIm9pAcwJDMxivdi2CpX-W8wU4rOxL"
	"qhiNlwmN530YBe7yRC34orfMOuSUHPmP1nQM7wzO20kGWhg1o1_hXeP08_Wke1R0pNN90fs7MSZu7sQ\"}"
	",{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"hElcIatkNGMU4JxolBA70v7wndat4yAq6Nt3xVR"
	"YgRk\",\"y\":\"Vqesu9PWkYS0TDj_qG9--S_9EVsmWnBfihPRtaIIqKM\"},{\"kty\":\"EC\",\"cr"
	"v\":\"P-384\",\"x\":\"_RoF3-efh8i1m97nHHcxL1yEolIpZJAYEwp1uXN9VX9sKoKEGZ-TMtkfA5rm"
	"VA-e\",\"y\":\"hPsmeWstAfghudNs2E6UDjpE7BNzq6uF8gXhmIdxCjw5A8QGm4JY818vrGUGXYq2\"}"
	",{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AdUsPRaR3Jsf2Fn9fsYuJPhl-vZi-oEqcvIcUgw"
	"W-Ij3ma0EYljrFf9d3tP7W_Jn15x92SseA5Pkqy2hY9USC-4y\",\"y\":\"AXkwuWlf0CLq1XOjDkiRFe"
	"ertOnE75xeT7l8nn352M1s9L0sF-YwMnSviM2mzMfE-OcwdQ9lDvARo2R5BlKknZ-Q\"},{\"kty\":\"O"
	"KP\",\"crv\":\"Ed25519\",\"x\":\"76tAFHvnfrp5HSvKSOR1gZ2WkQFYdJe_PGnYVaoZhww\"},{"
	"\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"VnLR5AMujmTN6vlH_vi-_lwlxp3PfpkE4QzLIoZ2"
	"mOXGFUujvYoETISypelSGuMo5ResslxZqSoA\"}]}";

#define KEY_COUNT 6

/* Parsed once, so that the time is spent on tokens. */
static struct jwk_set *shared;

static void free_shared(void)
{
	jwk_set_free(shared);
}

static const struct jwk_set *keys(void)
{
	struct arena *arena;
	struct text why = TEXT_NONE;

	if (shared != NULL)
		return shared;
	arena = arena_new();
	shared = jwk_set_parse(arena, text_from(key_set), &why);
	arena_free(arena);
	if (shared == NULL || shared->count != KEY_COUNT)
		abort();
	atexit(free_shared);
	return shared;
}

static void check_signature(const struct jws *jws)
{
	const struct jwk *chosen;

	for (size_t i = 0; i < keys()->count; i++) {
		if (keys()->keys[i].flaw != REFUSAL_NONE ||
			jws_verify(jws, &keys()->keys[i]) == REFUSAL_NONE)
			abort();
	}
	if ((jws_select_key(keys(), jws, &chosen) == REFUSAL_NONE) != (chosen != NULL))
		abort();
}

static bool is_good(const enum refusal *refusals, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (refusals[i] != REFUSAL_NONE)
			return false;
	}
	return true;
}

/* Runs all steps, even after a refusal. jws_parse() must accept a token only if all steps do. */
static void check_steps(struct arena *arena, struct text token)
{
	struct jws jws = {0}, whole = {0};
	enum refusal refusals[5];

	refusals[0] = jws_split(arena, token, &jws);
	refusals[1] = jws_read_header(arena, &jws);
	refusals[2] = jws_check_algorithm(&jws);
	refusals[3] = jws_check_parameters(&jws);
	refusals[4] = jws_check_kid(&jws);
	jws_check_type(&jws, jws_types_entra, false);
	jws_check_type(&jws, jws_types_access_token, true);
	if (refusals[0] == REFUSAL_NONE && refusals[2] == REFUSAL_NONE) {
		if (jws_check_allowed(&jws, ALGORITHM_ALL) != REFUSAL_NONE)
			abort();
		check_signature(&jws);
	}
	if ((jws_parse(arena, token, &whole) == REFUSAL_NONE) != is_good(refusals, 5))
		abort();
}

static void check_claims(struct arena *arena, struct text token)
{
	struct jws jws = {0};
	struct claims claims;

	if (jws_parse(arena, token, &jws) == REFUSAL_NONE)
		claims_fixture_judge(arena, jws.payload, &claims);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct text token = {(const char *)data, size};

	check_steps(arena, token);
	check_claims(arena, token);
	arena_free(arena);
	return 0;
}
