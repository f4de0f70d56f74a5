/*
 * algorithm: the signature algorithms of JWS that this service knows, in one table.
 *
 * Sources: RFC 7518 §3.1, RFC 8037 §3.1. Symmetric algorithms and none are not among them.
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

/* Sets of algorithms are bits. */
#define ALGORITHM_BIT(algorithm_) (UINT32_C(1) << (algorithm_))
#define ALGORITHM_ALL (ALGORITHM_BIT(ALGORITHM_COUNT) - 1)

struct algorithm_row {
	const char *name; /* alg */
	const char *key_type; /* kty */
	const char *curve; /* crv; NULL: any that the key type has here */
	const char *digest; /* OpenSSL's name; NULL: inside the algorithm */
	bool pss; /* RSASSA-PSS, salt as long as the digest */
};

const struct algorithm_row *algorithm_row(enum algorithm algorithm);

/* The algorithm of that name, exactly (RFC 7515 §4.1.1); false when there is none. */
bool algorithm_find(struct text name, enum algorithm *ret_algorithm);

/* True when the name is an algorithm's in another case. */
bool algorithm_is_misspelled(struct text name);

/* The set of a list separated by blanks or commas; 0 when it is empty or has another word. */
uint32_t algorithm_set(struct text list);

#endif
