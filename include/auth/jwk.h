/*
 * jwk: a public key of a JSON Web Key (RFC 7517), and which algorithms it is for.
 */
#ifndef AUTH_JWK_H
#define AUTH_JWK_H

#include "auth/algorithm.h"
#include "auth/refusal.h"

#define JWK_KID_BYTES_MAX 256

struct jwk {
	struct text kid;
	struct text issuer; /* Entra's member: template or issuer; absent in v1.0 sets */
	struct text cloud_instance; /* Entra's cloud_instance_name; may be absent */
	enum refusal flaw; /* REFUSAL_NONE: usable */
	/* Set in a key without flaw. */
	const char *type; /* kty */
	const char *curve; /* crv; NULL for RSA */
	enum algorithm algorithm; /* of the member alg; ALGORITHM_COUNT: any that fits */
	size_t signature_bytes; /* exact length of every signature in a JWS */
	void *pkey; /* OpenSSL's EVP_PKEY; with a flaw NULL, or not to be used */
	void *verifier; /* jws_signature_prepare() */
	enum algorithm verifier_algorithm;
};

/* Whether the key is one to verify that algorithm with: REFUSAL_NONE, the key's flaw, KEY_TYPE,
 * KEY_CURVE or KEY_ALG (RFC 8725 §3.1: a key is for one algorithm). */
enum refusal jwk_check_algorithm(const struct jwk *key, enum algorithm algorithm);

#endif
