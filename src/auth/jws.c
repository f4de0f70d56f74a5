#include "auth/jws.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/base64url.h"
#include "base/jsonread.h"

static bool is_token_character(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '_' || c == '.';
}

static enum refusal check_characters(struct text token, size_t *ret_dots)
{
	*ret_dots = 0;
	if (token.length > 0 && token.data[0] == '{')
		return REFUSAL_JSON_SERIALIZATION;
	for (size_t i = 0; i < token.length; i++) {
		if (!is_token_character(token.data[i]))
			return REFUSAL_TOKEN_CHARACTER;
		*ret_dots += token.data[i] == '.';
	}
	return REFUSAL_NONE;
}

static enum refusal split(struct text token, struct text segments[3])
{
	size_t dots;
	struct text rest = token;
	enum refusal refusal = check_characters(token, &dots);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (dots != 2)
		return dots == 4 ? REFUSAL_TOKEN_ENCRYPTED : REFUSAL_SEGMENT_COUNT;
	for (int i = 0; i < 3; i++) {
		text_cut(&rest, '.', &segments[i]);
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

static enum refusal check_alg(const struct jsonread_node *header)
{
	struct text alg = jsonread_member_text(header, "alg");

	if (!text_is_set(alg))
		return REFUSAL_ALG_MISSING;
	if (text_equal_nocase(alg, TEXT("none")))
		return REFUSAL_ALG_NONE;
	if (text_equal_nocase(text_slice(alg, 0, 2), TEXT("HS")))
		return REFUSAL_ALG_SYMMETRIC;
	return text_equal(alg, TEXT("RS256")) ? REFUSAL_NONE : REFUSAL_ALG_NOT_ALLOWED;
}

/* Header parameters whose presence refuses the token. */
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
	{"cty", REFUSAL_TOKEN_NESTED},
};

static enum refusal check_header(const struct jsonread_node *header)
{
	const struct jsonread_node *typ = jsonread_member(header, "typ");
	enum refusal refusal = check_alg(header);

	if (refusal != REFUSAL_NONE)
		return refusal;
	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++) {
		if (jsonread_member(header, unwanted[i].name) != NULL)
			return unwanted[i].refusal;
	}
	if (typ != NULL && !text_equal_nocase(jsonread_text(typ), TEXT("JWT")))
		return REFUSAL_TYP_WRONG;
	return REFUSAL_NONE;
}

static enum refusal read_header(struct arena *arena, struct text segment, struct jws *jws)
{
	struct text document;
	struct jsonread_flaw flaw = {0};
	const struct jsonread_node *header;
	enum refusal refusal = decode(arena, segment, &document);

	if (refusal != REFUSAL_NONE)
		return refusal;
	header = jsonread_parse(arena, document, &flaw);
	if (jsonread_type(header) != JSONREAD_OBJECT)
		return flaw.is_duplicate ? REFUSAL_MEMBER_REPEATED : REFUSAL_HEADER_MALFORMED;
	refusal = check_header(header);
	if (refusal != REFUSAL_NONE)
		return refusal;
	jws->kid = jsonread_member_text(header, "kid");
	if (jws->kid.length == 0 || jws->kid.length > JWK_KID_BYTES_MAX)
		return REFUSAL_KID_MISSING;
	return REFUSAL_NONE;
}

enum refusal jws_parse(struct arena *arena, struct text token, struct jws *ret_jws)
{
	struct text segments[3];
	enum refusal refusal;

	if (token.length > JWS_BYTES_MAX)
		return REFUSAL_TOKEN_TOO_LONG;
	refusal = split(token, segments);
	if (refusal == REFUSAL_NONE)
		refusal = read_header(arena, segments[0], ret_jws);
	if (refusal == REFUSAL_NONE)
		refusal = decode(arena, segments[1], &ret_jws->payload);
	if (refusal == REFUSAL_NONE)
		refusal = decode(arena, segments[2], &ret_jws->signature);
	if (refusal == REFUSAL_NONE)
		ret_jws->signing_input =
			text_slice(token, 0, segments[0].length + 1 + segments[1].length);
	return refusal;
}

enum refusal jws_verify(const struct jws *jws, const struct jwk *key)
{
	EVP_MD_CTX *context;
	int result;

	if (key->flaw != REFUSAL_NONE)
		return key->flaw;
	context = EVP_MD_CTX_new();
	result = context == NULL
		? -1
		: EVP_DigestVerifyInit_ex(context, NULL, "SHA256", NULL, NULL, key->pkey, NULL);
	if (result == 1)
		result = EVP_DigestVerify(context, (const unsigned char *)jws->signature.data,
			jws->signature.length, (const unsigned char *)jws->signing_input.data,
			jws->signing_input.length);
	EVP_MD_CTX_free(context);
	return result == 1 ? REFUSAL_NONE : REFUSAL_SIGNATURE_WRONG;
}
