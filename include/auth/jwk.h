/*
 * jwk: public keys from a JSON Web Key Set (RFC 7517), ready to verify with.
 *
 * Promises: a set never changes after jwk_set_parse(). A key that must not be used stays in the set
 * with its flaw, so that a token that names it is refused for the right reason. Types: RSA and EC
 * (RFC 7518 §6), OKP (RFC 8037). What a key's certificate (x5c, x5t) says, and members that are
 * not known, are ignored.
 */
#ifndef AUTH_JWK_H
#define AUTH_JWK_H

#include "auth/algorithm.h"
#include "auth/refusal.h"

#define JWK_SET_BYTES_MAX (1024 * 1024)
#define JWK_SET_KEYS_MAX 256
#define JWK_KID_BYTES_MAX 256

struct jwk {
	struct text kid;
	struct text issuer; /* Entra's member: template or issuer; absent in v1.0 sets */
	struct text cloud_instance; /* Entra's cloud_instance_name; may be absent */
	enum refusal flaw; /* REFUSAL_NONE: usable */
	/* Set in a key without flaw. */
	const char *type; /* kty */
	const char *curve; /* crv; NULL for RSA */
	enum algorithm algorithm; /* of the member alg; ALGORITHM_COUNT: any that fits */
	size_t signature_bytes; /* exact length of every signature in a JWS */
	void *pkey; /* OpenSSL's EVP_PKEY; with a flaw NULL, or not to be used */
	void *verifier; /* jws_signature_prepare() */
	enum algorithm verifier_algorithm;
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

/* Whether the key is one to verify that algorithm with: REFUSAL_NONE, the key's flaw, KEY_TYPE,
 * KEY_CURVE or KEY_ALG (RFC 8725 §3.1: a key is for one algorithm). */
enum refusal jwk_check_algorithm(const struct jwk *key, enum algorithm algorithm);

#endif
