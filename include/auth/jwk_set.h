/*
 * jwk_set: the public keys of a JSON Web Key Set (RFC 7517), ready to verify signatures.
 *
 * A set is immutable. It also contains unusable keys, each with its flaw. If a token is signed with
 * an unusable key, the flaw is the reason for the refusal. The supported key types are RSA and EC
 * (RFC 7518 §6) and OKP (RFC 8037). Certificates (x5c, x5t) and unknown members are ignored.
 */
#ifndef AUTH_JWK_SET_H
#define AUTH_JWK_SET_H

#include "auth/jwk.h"

#define JWK_SET_BYTES_MAX (1024 * 1024)
#define JWK_SET_KEYS_MAX 256

struct jwk_set {
	struct arena *arena; /* owns the set and its keys */
	struct jwk *keys;
	size_t count;
};

/* Parses a key set, which the caller must free with jwk_set_free(). `arena` is used only for
 * temporary memory and for *ret_why. If the document is not a key set, has no keys, or exceeds
 * JWK_SET_BYTES_MAX or JWK_SET_KEYS_MAX, returns NULL and stores the reason in *ret_why. */
struct jwk_set *jwk_set_parse(struct arena *arena, struct text document, struct text *ret_why);

/* Frees the set. `set` may be NULL. */
void jwk_set_free(struct jwk_set *set);

/* Returns the key with this id, or NULL if the set does not contain the id. The key may have a
 * flaw. */
const struct jwk *jwk_set_find(const struct jwk_set *set, struct text kid);

#endif
