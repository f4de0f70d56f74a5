/*
 * jws: the compact JWS (RFC 7515): strict shape, header rules, choice of the key, signature. No
 * claims: a JWS signs any bytes.
 *
 * The rules are steps, so that each caller takes those that apply to it. Each answers REFUSAL_NONE
 * or why the token is refused. Verification is OpenSSL's, on a key that was made once
 * (docs/decisions/0001).
 */
#ifndef AUTH_JWS_H
#define AUTH_JWS_H

#include "auth/jwk_set.h"
#include "base/jsonread.h"

#define JWS_BYTES_MAX 16384

struct jws {
	struct text signing_input; /* header and payload as sent, with the dot between */
	struct text header_text; /* decoded */
	struct text payload; /* decoded */
	struct text signature; /* decoded */
	const struct jsonread_node *header;
	enum algorithm algorithm;
	struct text kid; /* absent: the header has none */
};

/* The five steps below, in order: every rule that needs no key and no issuer. *ret_jws holds what
 * was read until a refusal. */
enum refusal jws_parse(struct arena *arena, struct text token, struct jws *ret_jws);

/* Takes the token apart: length, characters, three segments, canonical base64url. Sets the texts,
 * which live in the arena; signing_input is borrowed from the token. */
enum refusal jws_split(struct arena *arena, struct text token, struct jws *ret_jws);

/* Sets `header`: a JSON object without repeated members, also none whose name is a registered one
 * in another case. */
enum refusal jws_read_header(struct arena *arena, struct jws *jws);

/* Sets `algorithm` (RFC 8725 §3.1, §3.2): alg is exactly a name of the table. */
enum refusal jws_check_algorithm(struct jws *jws);

/* Refuses parameters that would change what is verified, or that bring a key (RFC 8725 §3.10). */
enum refusal jws_check_parameters(const struct jws *jws);

/* Sets `kid`, for the log also when it is refused: of 1 to JWK_KID_BYTES_MAX bytes if it is there.
 */
enum refusal jws_check_kid(struct jws *jws);

/* ALG_NOT_ALLOWED unless the algorithm is one of the set. */
enum refusal jws_check_allowed(const struct jws *jws, uint32_t algorithms);

/* Explicit typing (RFC 8725 §3.11): typ is one of `types`, which ends with NULL, ignoring case; it
 * may be absent unless `required`. No nested token (cty). */
enum refusal jws_check_type(const struct jws *jws, const char *const *types, bool required);

/* Entra's access tokens: JWT, or none. */
extern const char *const jws_types_entra[];

/* RFC 9068 §4, where typ is required. */
extern const char *const jws_types_access_token[];

/* The key that the header names, with its flaw if it has one: KID_UNKNOWN when it is not there.
 * Without a kid the only key of the set that fits the algorithm: KID_MISSING when none does, or
 * several do. */
enum refusal jws_select_key(
	const struct jwk_set *set, const struct jws *jws, const struct jwk **ret_key);

/* REFUSAL_NONE when the key fits and the signature is its own; else jwk_check_algorithm()'s answer,
 * SIGNATURE_LENGTH or SIGNATURE_WRONG. */
enum refusal jws_verify(const struct jws *jws, const struct jwk *key);

#endif
