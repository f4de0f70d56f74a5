/*
 * algorithm: the table of supported JWS signature algorithms.
 *
 * Sources: RFC 7518 §3.1, RFC 8037 §3.1. The table contains neither symmetric
 * algorithms nor "none".
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

/* A set of algorithms is a bit mask. */
#define ALGORITHM_BIT(algorithm_) (UINT32_C(1) << (algorithm_))
#define ALGORITHM_ALL (ALGORITHM_BIT(ALGORITHM_COUNT) - 1)

struct algorithm_row {
	const char *name; /* alg */
	const char *key_type; /* kty */
	const char *curve; /* crv; NULL: any supported curve of the key type */
	const char *digest; /* OpenSSL's name; NULL: the algorithm defines its own */
	bool pss; /* RSASSA-PSS with a salt as long as the digest */
};

const struct algorithm_row *algorithm_row(enum algorithm algorithm);

/* Finds the algorithm with exactly this name (RFC 7515 §4.1.1). Returns false if there is
 * none. */
bool algorithm_find(struct text name, enum algorithm *ret_algorithm);

/* Returns true if the name matches an algorithm except for its case. */
bool algorithm_is_misspelled(struct text name);

/* Parses a list separated by blanks or commas. Returns 0 if the list is empty or contains an
 * unknown name. */
uint32_t algorithm_set(struct text list);

#endif
