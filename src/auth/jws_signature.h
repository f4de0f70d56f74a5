/*
 * jws_signature: OpenSSL's verification of one JWS signature.
 */
#ifndef AUTH_JWS_SIGNATURE_PRIVATE_H
#define AUTH_JWS_SIGNATURE_PRIVATE_H

#include "auth/jws.h"

/* True when the signature is right. The key has no flaw, fits the algorithm, and the signature has
 * the key's length. */
bool jws_signature_is_right(const struct jws *jws, const struct jwk *key);

#endif
