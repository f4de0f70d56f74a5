/*
 * jws_signature: OpenSSL's verification of one JWS signature.
 */
#ifndef AUTH_JWS_SIGNATURE_PRIVATE_H
#define AUTH_JWS_SIGNATURE_PRIVATE_H

#include "auth/jwk.h"

/* Begins a verification by the key's usual algorithm, of which each that follows is a copy: to find
 * OpenSSL's code for it takes longer than to copy it. The key has no flaw; what is begun belongs to
 * `arena`. */
void jws_signature_prepare(struct arena *arena, struct jwk *key);

/* True when the signature of `signing_input` is right. The key has no flaw and fits the algorithm;
 * the signature has the key's length. */
bool jws_signature_verify(const struct jwk *key, enum algorithm algorithm,
	struct text signing_input, struct text signature);

#endif
