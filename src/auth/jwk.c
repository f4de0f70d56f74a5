#include "auth/jwk.h"

#include <string.h>

enum refusal jwk_check_algorithm(const struct jwk *key, enum algorithm algorithm)
{
	const struct algorithm_row *row = algorithm_row(algorithm);

	if (key->flaw != REFUSAL_NONE)
		return key->flaw;
	if (strcmp(key->type, row->key_type) != 0)
		return REFUSAL_KEY_TYPE;
	if (row->curve != NULL && strcmp(key->curve, row->curve) != 0)
		return REFUSAL_KEY_CURVE;
	if (key->algorithm != ALGORITHM_COUNT && key->algorithm != algorithm)
		return REFUSAL_KEY_ALG;
	return REFUSAL_NONE;
}
