/*
 * jwk_key: validation of a JSON Web Key's parameters and their conversion to an OpenSSL key.
 */
#ifndef AUTH_JWK_KEY_PRIVATE_H
#define AUTH_JWK_KEY_PRIVATE_H

#include "auth/jwk.h"
#include "base/jsonread.h"

/* Returns the static name of a supported key type, or NULL. */
const char *jwk_key_type(struct text kty);

/* Reads the public key of type key->type and sets curve, signature_bytes and pkey. `arena` owns
 * pkey. Returns REFUSAL_NONE or the flaw of the key; after a flaw, pkey may be set but must not be
 * used. */
enum refusal jwk_key_read(struct arena *arena, const struct jsonread_node *object, struct jwk *key);

#endif
