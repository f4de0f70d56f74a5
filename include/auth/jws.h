/*
 * jws: the compact JWS (RFC 7515): strict shape, header rules, signature. No claims.
 *
 * Verification is OpenSSL's, on a key that was made once (docs/decisions/0001).
 */
#ifndef AUTH_JWS_H
#define AUTH_JWS_H

#include "auth/jwk.h"

#define JWS_BYTES_MAX 16384

struct jws {
	struct text signing_input; /* header and payload as sent, with the dot between */
	struct text payload; /* decoded */
	struct text signature; /* decoded */
	struct text kid;
};

/* Takes the token apart and applies every rule that needs no key: RFC 8725 §3.1 and §3.11 with the
 * algorithm RS256 and the typ JWT, as Entra issues. Texts live in the arena. */
enum refusal jws_parse(struct arena *arena, struct text token, struct jws *ret_jws);

/* REFUSAL_NONE, the key's flaw, or REFUSAL_SIGNATURE_WRONG. */
enum refusal jws_verify(const struct jws *jws, const struct jwk *key);

#endif
