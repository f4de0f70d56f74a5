/*
 * jws: parser and verifier for compact JWS (RFC 7515).
 *
 * Each rule is a separate step, so callers run only the steps they need. Every step returns
 * REFUSAL_NONE or the reason to refuse the token. This module knows nothing about claims: a JWS can
 * sign any bytes. OpenSSL verifies the signatures, with keys that are prepared once
 * (docs/decisions/0001).
 */
#ifndef AUTH_JWS_H
#define AUTH_JWS_H

#include "auth/jwk_set.h"
#include "base/jsonread.h"

#define JWS_BYTES_MAX 16384

struct jws {
	struct text signing_input; /* encoded header and payload with the dot between them */
	struct text header_text; /* decoded */
	struct text payload; /* decoded */
	struct text signature; /* decoded */
	const struct jsonread_node *header;
	enum algorithm algorithm;
	struct text kid; /* absent if the header has none */
};

/* Runs the five steps below, which need neither key nor issuer. On a refusal, *ret_jws contains the
 * parts read so far. */
enum refusal jws_parse(struct arena *arena, struct text token, struct jws *ret_jws);

/* Splits and decodes the token: checks its length, its characters, that it has three segments, and
 * that the base64url is canonical. The decoded texts live in the arena; signing_input points into
 * `token`. */
enum refusal jws_split(struct arena *arena, struct text token, struct jws *ret_jws);

/* Parses the header into `header`: a JSON object without duplicate members. A name that differs
 * from a registered parameter only in case is refused as a duplicate. */
enum refusal jws_read_header(struct arena *arena, struct jws *jws);

/* Sets `algorithm` (RFC 8725 sections 3.1 and 3.2). alg must be exactly a name in the algorithm
 * table. */
enum refusal jws_check_algorithm(struct jws *jws);

/* Refuses header parameters that change what is verified or that supply a key (RFC 8725 section
 * 3.10). */
enum refusal jws_check_parameters(const struct jws *jws);

/* Sets `kid`, even if it refuses it, so that it can be logged. kid is optional; if present, it has
 * 1 to JWK_KID_BYTES_MAX bytes. */
enum refusal jws_check_kid(struct jws *jws);

/* Returns REFUSAL_ALG_NOT_ALLOWED unless the algorithm is in the set. */
enum refusal jws_check_allowed(const struct jws *jws, uint32_t algorithms);

/* Checks typ (RFC 8725 §3.11): it must be one of the NULL-terminated `types`, in any case,
 * and may be absent unless `required`. Refuses nested tokens (cty). */
enum refusal jws_check_type(const struct jws *jws, const char *const *types, bool required);

/* For Entra's access tokens: JWT. */
extern const char *const jws_types_entra[];

/* For RFC 9068 access tokens: at+jwt. typ is required (section 4). */
extern const char *const jws_types_access_token[];

/* Finds the key named by the header; it may have a flaw. Without a kid, finds the only key that
 * fits the algorithm. Returns REFUSAL_KID_UNKNOWN if no key has this kid, and REFUSAL_KID_MISSING
 * if there is no kid and not exactly one key fits. */
enum refusal jws_select_key(
	const struct jwk_set *set, const struct jws *jws, const struct jwk **ret_key);

/* Verifies the signature. Returns REFUSAL_NONE, the result of jwk_check_algorithm(),
 * REFUSAL_SIGNATURE_LENGTH or REFUSAL_SIGNATURE_WRONG. */
enum refusal jws_verify(const struct jws *jws, const struct jwk *key);

#endif
