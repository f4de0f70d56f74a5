#include "auth/algorithm.h"

static const struct algorithm_row rows[ALGORITHM_COUNT] = {
	[ALGORITHM_RS256] = {"RS256", "RSA", NULL, "SHA256", false},
	[ALGORITHM_RS384] = {"RS384", "RSA", NULL, "SHA384", false},
	[ALGORITHM_RS512] = {"RS512", "RSA", NULL, "SHA512", false},
	[ALGORITHM_PS256] = {"PS256", "RSA", NULL, "SHA256", true},
	[ALGORITHM_PS384] = {"PS384", "RSA", NULL, "SHA384", true},
	[ALGORITHM_PS512] = {"PS512", "RSA", NULL, "SHA512", true},
	[ALGORITHM_ES256] = {"ES256", "EC", "P-256", "SHA256", false},
	[ALGORITHM_ES384] = {"ES384", "EC", "P-384", "SHA384", false},
	[ALGORITHM_ES512] = {"ES512", "EC", "P-521", "SHA512", false},
	[ALGORITHM_EDDSA] = {"EdDSA", "OKP", NULL, NULL, false},
};

const struct algorithm_row *algorithm_row(enum algorithm algorithm)
{
	return &rows[algorithm];
}

bool algorithm_find(struct text name, enum algorithm *ret_algorithm)
{
	for (int i = 0; i < ALGORITHM_COUNT; i++) {
		if (text_equal(name, text_from(rows[i].name))) {
			*ret_algorithm = (enum algorithm)i;
			return true;
		}
	}
	return false;
}

bool algorithm_is_misspelled(struct text name)
{
	enum algorithm exact;

	for (int i = 0; i < ALGORITHM_COUNT; i++) {
		if (text_equal_nocase(name, text_from(rows[i].name)))
			return !algorithm_find(name, &exact);
	}
	return false;
}

uint32_t algorithm_set(struct text list)
{
	uint32_t set = 0;
	struct text word;
	enum algorithm algorithm;

	while (text_next_word(&list, &word)) {
		if (!algorithm_find(word, &algorithm))
			return 0;
		set |= ALGORITHM_BIT(algorithm);
	}
	return set;
}
