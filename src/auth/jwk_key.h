/*
 * jwk_key: validates the parameters of a JSON Web Key and converts them to an OpenSSL key.
 */
#ifndef AUTH_JWK_KEY_PRIVATE_H
#define AUTH_JWK_KEY_PRIVATE_H

#include "auth/jwk.h"
#include "base/jsonread.h"

/* Returns the key type as a static string, or NULL if the type is not supported. */
const char *jwk_key_type(struct text kty);

/* Reads a public key of the type key->type from its JSON object, and sets key->curve,
 * key->signature_bytes and key->pkey. `arena` owns key->pkey. Returns REFUSAL_NONE, or the flaw of
 * the key. If the key has a flaw, the caller must not use these members. */
enum refusal jwk_key_read(struct arena *arena, const struct jsonread_node *object, struct jwk *key);

#endif
