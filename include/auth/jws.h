/*
 * jws: parser and verifier for compact JWS (RFC 7515).
 *
 * Each rule has its own function, so that callers can check only the rules that they need. Each
 * function returns REFUSAL_NONE or the reason to refuse the token. The payload may contain any
 * bytes. The functions of auth/claims.h parse the payload. OpenSSL verifies the signatures
 * (docs/decisions/0001).
 */
#ifndef AUTH_JWS_H
#define AUTH_JWS_H

#include "auth/jwk_set.h"
#include "base/jsonread.h"

#define JWS_BYTES_MAX 16384

struct jws {
	struct text signing_input; /* the token up to the second dot: encoded header and payload */
	struct text header_text; /* decoded header */
	struct text payload; /* decoded */
	struct text signature; /* decoded */
	const struct jsonread_node *header; /* parsed from header_text */
	enum algorithm algorithm;
	struct text kid; /* absent if the header has no `kid` */
};

/* Calls jws_split(), jws_read_header(), jws_check_algorithm(), jws_check_parameters() and
 * jws_check_kid(), and stops at the first refusal. *ret_jws then contains the values that were read
 * before the refusal. */
enum refusal jws_parse(struct arena *arena, struct text token, struct jws *ret_jws);

/* Splits the token into its three segments and decodes them. Refuses a token that is longer than
 * JWS_BYTES_MAX, contains characters that are not allowed, does not have three segments, or is not
 * canonical base64url. The decoded texts live in the arena; signing_input points into `token`. */
enum refusal jws_split(struct arena *arena, struct text token, struct jws *ret_jws);

/* Parses header_text, which must be a JSON object without duplicate members, and sets jws->header.
 * A name that differs from a registered parameter only in case counts as a duplicate. */
enum refusal jws_read_header(struct arena *arena, struct jws *jws);

/* Reads `alg` and sets jws->algorithm. Refuses names that are not in the algorithm table (RFC 8725
 * §3.1 and §3.2). */
enum refusal jws_check_algorithm(struct jws *jws);

/* Refuses a header with a forbidden parameter. `crit` and `b64` change how the token is verified.
 * `jwk`, `jku`, `x5u` and `x5c` supply or reference a key (RFC 8725 §3.10). `zip` compresses the
 * payload. */
enum refusal jws_check_parameters(const struct jws *jws);

/* Stores the kid of the header in jws->kid. The kid may be absent. A kid that is present must be a
 * string of 1 to JWK_KID_BYTES_MAX bytes. The function also stores a string that it refuses, so
 * that the caller can log the string. */
enum refusal jws_check_kid(struct jws *jws);

/* Returns REFUSAL_NONE if the algorithm is in the set `algorithms`, else
 * REFUSAL_ALG_NOT_ALLOWED. */
enum refusal jws_check_allowed(const struct jws *jws, uint32_t algorithms);

/* Refuses a token whose header parameter `typ` is not in the array `types` (RFC 8725 §3.11). The
 * array ends with NULL. The comparison ignores case. If `required` is false, `typ` may also be
 * absent. Also refuses every token that has the parameter `cty`, because nested tokens have it. */
enum refusal jws_check_type(const struct jws *jws, const char *const *types, bool required);

/* The `typ` of Entra's access tokens: JWT. */
extern const char *const jws_types_entra[];

/* The values of `typ` in RFC 9068 access tokens: at+jwt and application/at+jwt. RFC 9068 §4
 * requires the parameter. */
extern const char *const jws_types_access_token[];

/* Finds the key whose id is the kid of the header. The key may be unusable (key->flaw). If no key
 * has this kid, returns REFUSAL_KID_UNKNOWN. If the header has no kid, finds the only key that fits
 * the algorithm. Returns REFUSAL_KID_MISSING if no key or several keys fit. */
enum refusal jws_select_key(
	const struct jwk_set *set, const struct jws *jws, const struct jwk **ret_key);

/* Verifies the signature. If jwk_check_algorithm() refuses the key, returns that refusal. If the
 * signature is not valid, returns REFUSAL_SIGNATURE_LENGTH or REFUSAL_SIGNATURE_WRONG. */
enum refusal jws_verify(const struct jws *jws, const struct jwk *key);

#endif
