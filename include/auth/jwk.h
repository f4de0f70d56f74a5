/*
 * jwk: a public key from a JSON Web Key (RFC 7517), and the algorithms for which it may be used.
 */
#ifndef AUTH_JWK_H
#define AUTH_JWK_H

#include "auth/algorithm.h"
#include "auth/refusal.h"

#define JWK_KID_BYTES_MAX 256

struct jwk {
	struct text kid;
	struct text issuer; /* Entra's `issuer`, which may contain "{tenantid}"; may be absent */
	struct text cloud_instance; /* Entra's `cloud_instance_name`; may be absent */
	enum refusal flaw; /* why the key must not be used; REFUSAL_NONE if the key is usable */

	/* The members below are set only if the key is usable. */
	const char *type; /* `kty` */
	const char *curve; /* `crv`; NULL for RSA */
	enum algorithm algorithm; /* `alg`; ALGORITHM_COUNT if the key has no `alg` */
	size_t signature_bytes; /* length of every JWS signature made with this key */
	void *pkey; /* an EVP_PKEY of OpenSSL */
	void *verifier; /* prepared by jws_signature_prepare(); NULL if not prepared */
	enum algorithm verifier_algorithm; /* the algorithm for which `verifier` is prepared */
};

/* Checks whether the key may verify signatures of this algorithm. If the key is unusable, returns
 * key->flaw. If the key's type, curve or `alg` does not match the algorithm, returns
 * REFUSAL_KEY_TYPE, REFUSAL_KEY_CURVE or REFUSAL_KEY_ALG. Otherwise returns REFUSAL_NONE. */
enum refusal jwk_check_algorithm(const struct jwk *key, enum algorithm algorithm);

#endif
