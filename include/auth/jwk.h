/*
 * jwk: public keys from a JSON Web Key Set (RFC 7517), ready to verify with.
 *
 * Promises: a set never changes after jwk_set_parse(). A key that must not be used stays in the set
 * with its flaw, so that a token that names it is refused for the right reason.
 */
#ifndef AUTH_JWK_H
#define AUTH_JWK_H

#include "auth/refusal.h"

#define JWK_SET_BYTES_MAX (1024 * 1024)
#define JWK_SET_KEYS_MAX 256
#define JWK_KID_BYTES_MAX 256

struct jwk {
	struct text kid;
	struct text issuer; /* Entra's member: template or issuer; absent in v1.0 sets */
	struct text cloud_instance; /* Entra's cloud_instance_name; may be absent */
	enum refusal flaw; /* REFUSAL_NONE: usable */
	void *pkey; /* OpenSSL's EVP_PKEY; with a flaw NULL, or not to be used */
};

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
