#include "auth/jwk_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>

#include "auth/edwards.h"
#include "auth/roca.h"
#include "base/base64url.h"

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
/* FIPS 186-5 section A.1.1 requires 2^16 < e < 2^256; no generator makes exponents longer than 64
 * bits. */
#define RSA_EXPONENT_MIN 65537
#define RSA_EXPONENT_BITS_MAX 64

#define COORDINATE_BYTES_MAX 66

/* OpenSSL uses the same names for the curves. */
static const struct curve {
	const char *type, *name;
	size_t coordinate_bytes, signature_bytes;
} curves[] = {
	{"EC", "P-256", 32, 64},
	{"EC", "P-384", 48, 96},
	{"EC", "P-521", COORDINATE_BYTES_MAX, 132},
	{"OKP", "Ed25519", 32, 64},
	{"OKP", "Ed448", 57, 114},
};

static void release(void *pkey)
{
	EVP_PKEY_free(pkey);
}

/* Makes a public key from the parameters and frees them. Returns NULL on failure. */
static EVP_PKEY *make(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *pkey = NULL;

	if (params == NULL || context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
		EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	OSSL_PARAM_free(params);
	EVP_PKEY_CTX_free(context);
	return pkey;
}

static EVP_PKEY *make_rsa(const BIGNUM *n, const BIGNUM *e)
{
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;

	if (builder != NULL && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
		OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1)
		params = OSSL_PARAM_BLD_to_param(builder);
	OSSL_PARAM_BLD_free(builder);
	return make("RSA", params);
}

static EVP_PKEY *make_on_curve(const struct curve *curve, const unsigned char *bytes, size_t length)
{
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	bool is_ec = strcmp(curve->type, "EC") == 0;

	if (builder != NULL &&
		(!is_ec ||
			OSSL_PARAM_BLD_push_utf8_string(
				builder, OSSL_PKEY_PARAM_GROUP_NAME, curve->name, 0) == 1) &&
		OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, bytes, length) ==
			1)
		params = OSSL_PARAM_BLD_to_param(builder);
	OSSL_PARAM_BLD_free(builder);
	return make(is_ec ? "EC" : curve->name, params);
}

static bool read_bytes(struct arena *arena, const struct jsonread_node *object, const char *name,
	struct text *ret_bytes)
{
	return base64url_decode(arena, jsonread_member_text(object, name), ret_bytes) ==
		BASE64URL_GOOD &&
		ret_bytes->length > 0;
}

static BIGNUM *read_number(
	struct arena *arena, const struct jsonread_node *object, const char *name)
{
	struct text bytes;

	if (!read_bytes(arena, object, name, &bytes))
		return NULL;
	return BN_bin2bn((const unsigned char *)bytes.data, (int)bytes.length, NULL);
}

static enum refusal check_numbers(const BIGNUM *n, const BIGNUM *e)
{
	int bits = BN_num_bits(n);

	if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX)
		return REFUSAL_KEY_SIZE;
	if (!BN_is_odd(n))
		return REFUSAL_KEY_MALFORMED;
	/* BN_get_word() returns all ones for a longer number, so a long exponent never looks
	 * small. */
	if (!BN_is_odd(e) || BN_num_bits(e) > RSA_EXPONENT_BITS_MAX ||
		BN_get_word(e) < RSA_EXPONENT_MIN)
		return REFUSAL_KEY_EXPONENT;
	return roca_has_fingerprint(n) ? REFUSAL_KEY_ROCA : REFUSAL_NONE;
}

static enum refusal read_rsa(
	struct arena *arena, const struct jsonread_node *object, struct jwk *key)
{
	BIGNUM *n = read_number(arena, object, "n");
	BIGNUM *e = read_number(arena, object, "e");
	enum refusal flaw = REFUSAL_KEY_MALFORMED;

	if (n != NULL && e != NULL)
		flaw = check_numbers(n, e);
	if (flaw == REFUSAL_NONE) {
		key->pkey = make_rsa(n, e);
		key->signature_bytes = (size_t)BN_num_bytes(n);
		if (key->pkey == NULL)
			flaw = REFUSAL_KEY_MALFORMED;
	}
	BN_free(n);
	BN_free(e);
	return flaw;
}

static const struct curve *find_curve(const char *type, struct text name)
{
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		if (strcmp(curves[i].type, type) == 0 &&
			text_equal(name, text_from(curves[i].name)))
			return &curves[i];
	}
	return NULL;
}

/* RFC 8725 §3.4: validate the point before using it. */
static bool is_on_curve(EVP_PKEY *pkey)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	bool good = context != NULL && EVP_PKEY_public_check(context) == 1;

	EVP_PKEY_CTX_free(context);
	return good;
}

/* A coordinate always has the full length of the field (RFC 7518 §6.2.1.2, RFC 8037 section
 * 2). */
static bool read_coordinate(struct arena *arena, const struct jsonread_node *object,
	const char *name, const struct curve *curve, struct text *ret_bytes)
{
	return read_bytes(arena, object, name, ret_bytes) &&
		ret_bytes->length == curve->coordinate_bytes;
}

static enum refusal finish_on_curve(
	struct jwk *key, const struct curve *curve, const unsigned char *point, size_t length)
{
	key->pkey = make_on_curve(curve, point, length);
	key->curve = curve->name;
	key->signature_bytes = curve->signature_bytes;
	return key->pkey != NULL && is_on_curve(key->pkey) ? REFUSAL_NONE
							   : REFUSAL_KEY_NOT_ON_CURVE;
}

static enum refusal read_ec(
	struct arena *arena, const struct jsonread_node *object, struct jwk *key)
{
	const struct curve *curve = find_curve("EC", jsonread_member_text(object, "crv"));
	unsigned char point[1 + 2 * COORDINATE_BYTES_MAX] = {POINT_CONVERSION_UNCOMPRESSED};
	struct text x, y;

	if (curve == NULL)
		return REFUSAL_KEY_CURVE;
	if (!read_coordinate(arena, object, "x", curve, &x) ||
		!read_coordinate(arena, object, "y", curve, &y))
		return REFUSAL_KEY_MALFORMED;
	memcpy(point + 1, x.data, x.length);
	memcpy(point + 1 + x.length, y.data, y.length);
	return finish_on_curve(key, curve, point, 1 + x.length + y.length);
}

static enum refusal read_okp(
	struct arena *arena, const struct jsonread_node *object, struct jwk *key)
{
	const struct curve *curve = find_curve("OKP", jsonread_member_text(object, "crv"));
	struct text x;

	if (curve == NULL)
		return REFUSAL_KEY_CURVE;
	if (!read_coordinate(arena, object, "x", curve, &x))
		return REFUSAL_KEY_MALFORMED;
	if (!edwards_is_valid_key(strcmp(curve->name, "Ed448") == 0, x))
		return REFUSAL_KEY_NOT_ON_CURVE;
	return finish_on_curve(key, curve, (const unsigned char *)x.data, x.length);
}

static const struct {
	const char *type;
	enum refusal (*read)(
		struct arena *arena, const struct jsonread_node *object, struct jwk *key);
} readers[] = {{"RSA", read_rsa}, {"EC", read_ec}, {"OKP", read_okp}};

const char *jwk_key_type(struct text kty)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (text_equal(kty, text_from(readers[i].type)))
			return readers[i].type;
	}
	return NULL;
}

enum refusal jwk_key_read(struct arena *arena, const struct jsonread_node *object, struct jwk *key)
{
	enum refusal flaw = REFUSAL_KEY_TYPE;

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (strcmp(readers[i].type, key->type) == 0)
			flaw = readers[i].read(arena, object, key);
	}
	if (key->pkey != NULL)
		arena_defer(arena, release, key->pkey);
	/* libcurl and others on this thread read the same error queue. */
	ERR_clear_error();
	return flaw;
}
