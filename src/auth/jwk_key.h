/*
 * jwk_key: the numbers of a JSON Web Key, judged and made OpenSSL's key.
 */
#ifndef AUTH_JWK_KEY_PRIVATE_H
#define AUTH_JWK_KEY_PRIVATE_H

#include "auth/jwk.h"
#include "base/jsonread.h"

/* The type that kty names, as a lasting string; NULL: none that is known. */
const char *jwk_key_type(struct text kty);

/* Reads the public key of key->type into curve, signature_bytes and pkey, which belongs to `arena`
 * from then on. REFUSAL_NONE, or what is wrong with the key. */
enum refusal jwk_key_read(struct arena *arena, const struct jsonread_node *object, struct jwk *key);

#endif
