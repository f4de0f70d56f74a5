/*
 * algorithm: the table of supported JWS signature algorithms.
 *
 * The table contains neither symmetric algorithms nor "none". Sources: RFC 7518 §3.1, RFC 8037
 * §3.1.
 */
#ifndef AUTH_ALGORITHM_H
#define AUTH_ALGORITHM_H

#include "base/text.h"

enum algorithm {
	ALGORITHM_RS256,
	ALGORITHM_RS384,
	ALGORITHM_RS512,
	ALGORITHM_PS256,
	ALGORITHM_PS384,
	ALGORITHM_PS512,
	ALGORITHM_ES256,
	ALGORITHM_ES384,
	ALGORITHM_ES512,
	ALGORITHM_EDDSA,
	ALGORITHM_COUNT
};

/* A set of algorithms is a bit mask with one bit per algorithm. */
#define ALGORITHM_BIT(algorithm_) (UINT32_C(1) << (algorithm_))
#define ALGORITHM_ALL (ALGORITHM_BIT(ALGORITHM_COUNT) - 1)

struct algorithm_row {
	const char *name; /* value of `alg` in a JOSE header */
	const char *key_type; /* required `kty` of the key */
	const char *curve; /* required `crv` of the key; NULL if the algorithm requires no curve */
	const char *digest; /* OpenSSL's name of the digest; NULL for EdDSA, which defines its own
			       digest */
	bool pss; /* use RSASSA-PSS, with a salt as long as the digest */
};

/* Returns the row of the algorithm, which must not be ALGORITHM_COUNT. */
const struct algorithm_row *algorithm_row(enum algorithm algorithm);

/* Finds the algorithm with this name, case-sensitively (RFC 7515 §4.1.1). Returns false if the name
 * is unknown. */
bool algorithm_find(struct text name, enum algorithm *ret_algorithm);

/* Returns true if the name differs from the name of an algorithm only in case. */
bool algorithm_is_misspelled(struct text name);

/* Parses a list of algorithm names, separated by blanks or commas. Returns the set of these
 * algorithms, or 0 if the list is empty or contains an unknown name. */
uint32_t algorithm_set(struct text list);

#endif
