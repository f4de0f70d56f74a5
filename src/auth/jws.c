#include "auth/jws.h"

#include "auth/jws_signature.h"
#include "base/base64url.h"

const char *const jws_types_entra[] = {"JWT", NULL};
const char *const jws_types_access_token[] = {"at+jwt", "application/at+jwt", NULL};

static bool is_token_character(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '_' || c == '.';
}

static bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* Finds out what is wrong with the characters of a token, or with its number of dots. */
static enum refusal judge_characters(struct text token)
{
	size_t dots = 0;

	if (token.length > 0 && token.data[0] == '{')
		return REFUSAL_JSON_SERIALIZATION;
	for (size_t i = 0; i < token.length; i++) {
		char c = token.data[i];

		if (!is_token_character(c))
			return is_printable(c) ? REFUSAL_TOKEN_CHARACTER
					       : REFUSAL_TOKEN_CONTROL_CHARACTER;
		dots += c == '.';
	}
	if (dots == 2)
		return REFUSAL_NONE;
	return dots == 4 ? REFUSAL_TOKEN_ENCRYPTED : REFUSAL_SEGMENT_COUNT;
}

static enum refusal cut(struct text token, struct text segments[3])
{
	struct text rest = token;

	for (int i = 0; i < 3; i++) {
		if (!text_split_next(&rest, '.', &segments[i]))
			return REFUSAL_SEGMENT_COUNT;
	}
	if (text_is_set(rest))
		return REFUSAL_SEGMENT_COUNT;
	for (int i = 0; i < 3; i++) {
		if (segments[i].length == 0)
			return REFUSAL_SEGMENT_EMPTY;
	}
	return REFUSAL_NONE;
}

static enum refusal decode(struct arena *arena, struct text segment, struct text *ret_bytes)
{
	switch (base64url_decode(arena, segment, ret_bytes)) {
	case BASE64URL_GOOD:
		return REFUSAL_NONE;
	case BASE64URL_CHARACTER:
		return REFUSAL_TOKEN_CHARACTER;
	case BASE64URL_LENGTH:
		return REFUSAL_BASE64URL_LENGTH;
	case BASE64URL_SPARE_BITS:
		break;
	}
	return REFUSAL_BASE64URL_SPARE_BITS;
}

/* Decoding already checks every character, so judge_characters() runs only to find the right
 * refusal. */
enum refusal jws_split(struct arena *arena, struct text token, struct jws *ret_jws)
{
	struct text segments[3];
	struct text *const decoded[] = {
		&ret_jws->header_text, &ret_jws->payload, &ret_jws->signature};
	enum refusal refusal, worse;

	if (token.length > JWS_BYTES_MAX)
		return REFUSAL_TOKEN_TOO_LONG;
	refusal = cut(token, segments);
	for (size_t i = 0; i < 3 && refusal == REFUSAL_NONE; i++)
		refusal = decode(arena, segments[i], decoded[i]);
	if (refusal != REFUSAL_NONE) {
		worse = judge_characters(token);
		return worse != REFUSAL_NONE ? worse : refusal;
	}
	ret_jws->signing_input = text_slice(token, 0, segments[0].length + 1 + segments[1].length);
	return REFUSAL_NONE;
}

/* Parsers that ignore case must not read another header than parsers that do not. */
static const struct text case_exact[] = {TEXT_INIT("alg"), TEXT_INIT("kid"), TEXT_INIT("typ"),
	TEXT_INIT("cty"), TEXT_INIT("crit"), TEXT_INIT("b64"), TEXT_INIT("jwk"), TEXT_INIT("jku"),
	TEXT_INIT("x5u"), TEXT_INIT("x5c"), TEXT_INIT("x5t"), TEXT_INIT("x5t#S256"),
	TEXT_INIT("zip"), TEXT_INIT("enc")};

enum refusal jws_read_header(struct arena *arena, struct jws *jws)
{
	struct jsonread_flaw flaw = {0};

	jws->header = jsonread_parse(arena, jws->header_text, &flaw);
	if (jsonread_type(jws->header) != JSONREAD_OBJECT)
		return flaw.is_duplicate ? REFUSAL_MEMBER_REPEATED : REFUSAL_HEADER_MALFORMED;
	return jsonread_has_case_variant(
		       jws->header, case_exact, sizeof(case_exact) / sizeof(case_exact[0]))
		? REFUSAL_MEMBER_REPEATED
		: REFUSAL_NONE;
}

enum refusal jws_check_algorithm(struct jws *jws)
{
	struct text alg = jsonread_member_text(jws->header, "alg");

	if (!text_is_set(alg))
		return REFUSAL_ALG_MISSING;
	if (text_equal_nocase(alg, TEXT("none")))
		return REFUSAL_ALG_NONE;
	if (text_equal_nocase(text_slice(alg, 0, 2), TEXT("HS")))
		return REFUSAL_ALG_SYMMETRIC;
	if (algorithm_is_misspelled(alg))
		return REFUSAL_ALG_MISSPELLED;
	return algorithm_find(alg, &jws->algorithm) ? REFUSAL_NONE : REFUSAL_ALG_NOT_ALLOWED;
}

/* A token with one of these header parameters is refused. */
static const struct {
	const char *name;
	enum refusal refusal;
} unwanted[] = {
	{"crit", REFUSAL_CRIT_PRESENT},
	{"b64", REFUSAL_B64_PRESENT},
	{"jwk", REFUSAL_KEY_IN_HEADER},
	{"jku", REFUSAL_KEY_IN_HEADER},
	{"x5u", REFUSAL_KEY_IN_HEADER},
	{"x5c", REFUSAL_KEY_IN_HEADER},
	{"zip", REFUSAL_TOKEN_NESTED},
};

enum refusal jws_check_parameters(const struct jws *jws)
{
	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++) {
		if (jsonread_member(jws->header, unwanted[i].name) != NULL)
			return unwanted[i].refusal;
	}
	return REFUSAL_NONE;
}

enum refusal jws_check_kid(struct jws *jws)
{
	const struct jsonread_node *node = jsonread_member(jws->header, "kid");
	struct text kid = jsonread_text(node);

	jws->kid = kid;
	if (node != NULL && (kid.length == 0 || kid.length > JWK_KID_BYTES_MAX))
		return REFUSAL_KID_MISSING;
	return REFUSAL_NONE;
}

enum refusal jws_parse(struct arena *arena, struct text token, struct jws *ret_jws)
{
	enum refusal refusal = jws_split(arena, token, ret_jws);

	if (refusal == REFUSAL_NONE)
		refusal = jws_read_header(arena, ret_jws);
	if (refusal == REFUSAL_NONE)
		refusal = jws_check_algorithm(ret_jws);
	if (refusal == REFUSAL_NONE)
		refusal = jws_check_parameters(ret_jws);
	if (refusal == REFUSAL_NONE)
		refusal = jws_check_kid(ret_jws);
	return refusal;
}

enum refusal jws_check_allowed(const struct jws *jws, uint32_t algorithms)
{
	return (ALGORITHM_BIT(jws->algorithm) & algorithms) != 0 ? REFUSAL_NONE
								 : REFUSAL_ALG_NOT_ALLOWED;
}

enum refusal jws_check_type(const struct jws *jws, const char *const *types, bool required)
{
	const struct jsonread_node *typ = jsonread_member(jws->header, "typ");

	if (jsonread_member(jws->header, "cty") != NULL)
		return REFUSAL_TOKEN_NESTED;
	if (typ == NULL)
		return required ? REFUSAL_TYP_WRONG : REFUSAL_NONE;
	for (size_t i = 0; types[i] != NULL; i++) {
		if (text_equal_nocase(jsonread_text(typ), text_from(types[i])))
			return REFUSAL_NONE;
	}
	return REFUSAL_TYP_WRONG;
}

/* The kid may be missing if there is only one key to choose from (RFC 7515 §4.1.4). */
static const struct jwk *only_fitting(const struct jwk_set *set, enum algorithm algorithm)
{
	const struct jwk *only = NULL;

	for (size_t i = 0; i < set->count; i++) {
		if (jwk_check_algorithm(&set->keys[i], algorithm) != REFUSAL_NONE)
			continue;
		if (only != NULL)
			return NULL;
		only = &set->keys[i];
	}
	return only;
}

enum refusal jws_select_key(
	const struct jwk_set *set, const struct jws *jws, const struct jwk **ret_key)
{
	bool is_named = text_is_set(jws->kid);

	*ret_key = is_named ? jwk_set_find(set, jws->kid) : only_fitting(set, jws->algorithm);
	if (*ret_key != NULL)
		return REFUSAL_NONE;
	return is_named ? REFUSAL_KID_UNKNOWN : REFUSAL_KID_MISSING;
}

enum refusal jws_verify(const struct jws *jws, const struct jwk *key)
{
	enum refusal refusal = jwk_check_algorithm(key, jws->algorithm);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (jws->signature.length != key->signature_bytes)
		return REFUSAL_SIGNATURE_LENGTH;
	return jws_signature_verify(key, jws->algorithm, jws->signing_input, jws->signature)
		? REFUSAL_NONE
		: REFUSAL_SIGNATURE_WRONG;
}
