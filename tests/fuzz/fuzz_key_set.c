/*
 * Reads a key set as an issuer sends it. A key without a fault fits some algorithm and can be used,
 * and no key accepts an invented signature.
 */
#include <stdlib.h>

#include "auth/jws.h"
#include "fuzz/fuzz.h"

#define SIGNATURE_BYTES_MAX 1024

static void check_algorithm(const struct jwk *key, enum algorithm algorithm)
{
	static const char zeros[SIGNATURE_BYTES_MAX];
	struct jws jws = {.signing_input = TEXT("e30.e30"), .algorithm = algorithm};

	if (key->signature_bytes > SIGNATURE_BYTES_MAX)
		abort();
	jws.signature = (struct text){zeros, key->signature_bytes};
	if (jws_verify(&jws, key) == REFUSAL_NONE)
		abort();
}

static void check_key(const struct jwk *key)
{
	bool fits = false;

	for (int i = 0; i < ALGORITHM_COUNT; i++) {
		enum algorithm algorithm = (enum algorithm)i;

		fits = fits || jwk_check_algorithm(key, algorithm) == REFUSAL_NONE;
		check_algorithm(key, algorithm);
	}
	if (fits != (key->flaw == REFUSAL_NONE) ||
		(fits && (key->pkey == NULL || key->type == NULL || key->signature_bytes == 0)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct text why = TEXT_NONE;
	struct jwk_set *set = jwk_set_parse(arena, (struct text){(const char *)data, size}, &why);

	if (set == NULL && !text_is_set(why))
		abort();
	for (size_t i = 0; set != NULL && i < set->count; i++)
		check_key(&set->keys[i]);
	jwk_set_free(set);
	arena_free(arena);
	return 0;
}
