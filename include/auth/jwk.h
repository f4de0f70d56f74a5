/*
 * jwk: a public key from a JSON Web Key (RFC 7517), and the algorithms it may be used with.
 */
#ifndef AUTH_JWK_H
#define AUTH_JWK_H

#include "auth/algorithm.h"
#include "auth/refusal.h"

#define JWK_KID_BYTES_MAX 256

struct jwk {
	struct text kid;
	struct text
		issuer; /* Entra's `issuer` member: an issuer or a template; absent in v1.0 sets */
	struct text cloud_instance; /* Entra's cloud_instance_name; may be absent */
	enum refusal flaw; /* why the key must not be used; REFUSAL_NONE: usable */
	/* The rest is set only if the key is usable. */
	const char *type; /* kty */
	const char *curve; /* crv; NULL for RSA */
	enum algorithm algorithm; /* the `alg` member; ALGORITHM_COUNT: any algorithm that fits */
	size_t signature_bytes; /* exact length of every signature in a JWS */
	void *pkey; /* OpenSSL's EVP_PKEY */
	void *verifier; /* set by jws_signature_prepare(), or NULL */
	enum algorithm verifier_algorithm;
};

/* Checks that the key may verify signatures of this algorithm (RFC 8725 §3.1: one algorithm
 * per key). Returns REFUSAL_NONE, the key's flaw, or REFUSAL_KEY_TYPE, _CURVE or _ALG. */
enum refusal jwk_check_algorithm(const struct jwk *key, enum algorithm algorithm);

#endif
