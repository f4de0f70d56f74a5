/*
 * jwk_set: public keys from a JSON Web Key Set (RFC 7517), ready to verify with.
 *
 * Promises: a set never changes after jwk_set_parse(). A key that must not be used stays in the set
 * with its flaw, so that a token that names it is refused for the right reason. Types: RSA and EC
 * (RFC 7518 §6), OKP (RFC 8037). What a key's certificate (x5c, x5t) says, and members that are
 * not known, are ignored.
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

/* NULL when the document is not a key set; *ret_why then says so, in `arena`. An empty set counts
 * as none: it would refuse every token. */
struct jwk_set *jwk_set_parse(struct arena *arena, struct text document, struct text *ret_why);
void jwk_set_free(struct jwk_set *set);

/* The key of that id, or NULL. */
const struct jwk *jwk_set_find(const struct jwk_set *set, struct text kid);

#endif
