/*
 * jwk_set: public keys parsed from a JSON Web Key Set (RFC 7517), ready for verification.
 *
 * A set is immutable. It also contains keys that must not be used, each with its flaw, so that a
 * token signed with such a key is refused for the right reason. Supported types: RSA and EC (RFC
 * 7518 section 6), OKP (RFC 8037). Certificates (x5c, x5t) and unknown members are ignored.
 */
#ifndef AUTH_JWK_SET_H
#define AUTH_JWK_SET_H

#include "auth/jwk.h"

#define JWK_SET_BYTES_MAX (1024 * 1024)
#define JWK_SET_KEYS_MAX 256

struct jwk_set {
	struct arena *arena;
	struct jwk *keys;
	size_t count;
};

/* Parses a key set. Returns NULL if the document is not a key set or has no keys; *ret_why is then
 * the reason, in `arena`. */
struct jwk_set *jwk_set_parse(struct arena *arena, struct text document, struct text *ret_why);
void jwk_set_free(struct jwk_set *set);

/* Returns the key with this id, or NULL. */
const struct jwk *jwk_set_find(const struct jwk_set *set, struct text kid);

#endif
