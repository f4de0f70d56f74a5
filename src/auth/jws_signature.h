/*
 * jws_signature: signature verification with OpenSSL.
 */
#ifndef AUTH_JWS_SIGNATURE_PRIVATE_H
#define AUTH_JWS_SIGNATURE_PRIVATE_H

#include "auth/jwk.h"

/* Prepares a verifier for the key's most likely algorithm. Each verification copies it, which is
 * cheaper than looking up OpenSSL's implementation again. The key must be usable. `arena` owns the
 * verifier. */
void jws_signature_prepare(struct arena *arena, struct jwk *key);

/* Returns true if `signature` is a valid signature of `signing_input`. The key must be usable and
 * fit the algorithm, and the signature must have the length key->signature_bytes. */
bool jws_signature_verify(const struct jwk *key, enum algorithm algorithm,
	struct text signing_input, struct text signature);

#endif
