/*
 * jws_signature: verifies JWS signatures with OpenSSL.
 */
#ifndef AUTH_JWS_SIGNATURE_PRIVATE_H
#define AUTH_JWS_SIGNATURE_PRIVATE_H

#include "auth/jwk.h"

/* Sets key->verifier to an OpenSSL context for the first algorithm that fits the key.
 * jws_signature_verify() copies the context for this algorithm, because a copy is cheaper than a
 * new context. The key must be usable. `arena` owns the context. */
void jws_signature_prepare(struct arena *arena, struct jwk *key);

/* Returns true if `signature` is a valid signature of `signing_input`. The caller must ensure that
 * jwk_check_algorithm() accepts the key and the algorithm, and that `signature` has
 * key->signature_bytes bytes. */
bool jws_signature_verify(const struct jwk *key, enum algorithm algorithm,
	struct text signing_input, struct text signature);

#endif
