#include "support/forge.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64url.h"
#include "base/hash.h"

struct forge {
	EVP_PKEY *pkey;
	const char *curve; /* NULL: RSA */
};

static void check(bool good)
{
	if (!good)
		abort();
}

struct forge *forge_new(unsigned int bits)
{
	struct forge *key = calloc(1, sizeof(*key));

	check(key != NULL);
	key->pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
	check(key->pkey != NULL);
	return key;
}

static bool is_edwards(const char *curve)
{
	return strncmp(curve, "Ed", 2) == 0;
}

struct forge *forge_new_on_curve(const char *curve)
{
	struct forge *key = calloc(1, sizeof(*key));

	check(key != NULL);
	key->curve = curve;
	key->pkey = is_edwards(curve) ? EVP_PKEY_Q_keygen(NULL, NULL, curve)
				      : EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve);
	check(key->pkey != NULL);
	return key;
}

void forge_free(struct forge *key)
{
	EVP_PKEY_free(key->pkey);
	free(key);
}

struct text forge_public_pem(struct arena *arena, const struct forge *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;
	struct text pem;

	check(PEM_write_bio_PUBKEY(bio, key->pkey) == 1);
	pem.length = (size_t)BIO_get_mem_data(bio, &data);
	pem.data = data;
	pem = arena_text(arena, pem);
	BIO_free(bio);
	return pem;
}

struct text forge_modulus(struct arena *arena, const struct forge *key)
{
	BIGNUM *number = NULL;
	unsigned char *bytes;
	int length;

	check(EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_RSA_N, &number) == 1);
	bytes = arena_alloc(arena, (size_t)BN_num_bytes(number));
	length = BN_bn2bin(number, bytes);
	BN_free(number);
	return (struct text){(const char *)bytes, (size_t)length};
}

struct text forge_coordinate(struct arena *arena, const struct forge *key, char name)
{
	/* 04, x and y; Edwards keys are x alone. */
	unsigned char bytes[1 + 2 * 66];
	size_t length = 0, half;
	const char *start = (const char *)bytes;

	check(EVP_PKEY_get_octet_string_param(
		      key->pkey, OSSL_PKEY_PARAM_PUB_KEY, bytes, sizeof(bytes), &length) == 1);
	if (is_edwards(key->curve))
		return arena_text(arena, (struct text){start, length});
	half = (length - 1) / 2;
	return arena_text(arena, (struct text){start + 1 + (name == 'y' ? half : 0), half});
}

static const char *encode_coordinate(struct arena *arena, const struct forge *key, char name)
{
	return base64url_encode(arena, forge_coordinate(arena, key, name)).data;
}

struct text forge_members(struct arena *arena, const struct forge *key)
{
	if (key->curve == NULL)
		return arena_printf(arena, "\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%s\"",
			base64url_encode(arena, forge_modulus(arena, key)).data);
	if (is_edwards(key->curve))
		return arena_printf(arena, "\"kty\":\"OKP\",\"crv\":\"%s\",\"x\":\"%s\"",
			key->curve, encode_coordinate(arena, key, 'x'));
	return arena_printf(arena, "\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"",
		key->curve, encode_coordinate(arena, key, 'x'), encode_coordinate(arena, key, 'y'));
}

struct text forge_key_set(struct arena *arena, const struct forge *key, const char *more)
{
	return arena_printf(
		arena, "{\"keys\":[{%s,\"kid\":\"k\"%s}]}", forge_members(arena, key).data, more);
}

struct text forge_input(struct arena *arena, struct text header, struct text payload)
{
	return arena_printf(arena, "%s.%s", base64url_encode(arena, header).data,
		base64url_encode(arena, payload).data);
}

#define NO_PSS INT_MIN

static const struct {
	const char *digest;
	int salt_bytes; /* or a RSA_PSS_SALTLEN_*, or NO_PSS */
	const char *mask; /* digest of MGF1; NULL: the same */
	bool is_raw; /* r and s in place of DER */
} methods[] = {
	[FORGE_RS256] = {"SHA256", NO_PSS, NULL, false},
	[FORGE_RS384] = {"SHA384", NO_PSS, NULL, false},
	[FORGE_RS512] = {"SHA512", NO_PSS, NULL, false},
	[FORGE_PS256] = {"SHA256", RSA_PSS_SALTLEN_DIGEST, NULL, false},
	[FORGE_PS384] = {"SHA384", RSA_PSS_SALTLEN_DIGEST, NULL, false},
	[FORGE_PS512] = {"SHA512", RSA_PSS_SALTLEN_DIGEST, NULL, false},
	[FORGE_PS256_LONG_SALT] = {"SHA256", RSA_PSS_SALTLEN_MAX, NULL, false},
	[FORGE_PS256_NO_SALT] = {"SHA256", 0, NULL, false},
	[FORGE_PS256_OTHER_MASK] = {"SHA256", RSA_PSS_SALTLEN_DIGEST, "SHA1", false},
	[FORGE_ES256] = {"SHA256", NO_PSS, NULL, true},
	[FORGE_ES384] = {"SHA384", NO_PSS, NULL, true},
	[FORGE_ES512] = {"SHA512", NO_PSS, NULL, true},
	[FORGE_ES256_DER] = {"SHA256", NO_PSS, NULL, false},
	[FORGE_EDDSA] = {NULL, NO_PSS, NULL, false},
};

static void set_pss(EVP_PKEY_CTX *context, enum forge_method method)
{
	const char *mask = methods[method].mask;

	check(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1);
	check(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, methods[method].salt_bytes) == 1);
	if (mask != NULL)
		check(EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, mask, NULL) == 1);
}

/* r and s of a DER signature, each as long as the field. */
static struct text to_raw(struct arena *arena, const struct forge *key, struct text der)
{
	const unsigned char *at = (const unsigned char *)der.data;
	ECDSA_SIG *numbers = d2i_ECDSA_SIG(NULL, &at, (long)der.length);
	int half = (EVP_PKEY_get_bits(key->pkey) + 7) / 8;
	unsigned char *raw = arena_alloc(arena, (size_t)half * 2);

	check(numbers != NULL);
	check(BN_bn2binpad(ECDSA_SIG_get0_r(numbers), raw, half) == half);
	check(BN_bn2binpad(ECDSA_SIG_get0_s(numbers), raw + half, half) == half);
	ECDSA_SIG_free(numbers);
	return (struct text){(const char *)raw, (size_t)half * 2};
}

struct text forge_sign(
	struct arena *arena, const struct forge *key, enum forge_method method, struct text input)
{
	EVP_MD_CTX *context;
	EVP_PKEY_CTX *key_context;
	size_t length = (size_t)EVP_PKEY_get_size(key->pkey);
	unsigned char *bytes = arena_alloc(arena, length);
	struct text signature;

	if (method == FORGE_HS256) {
		struct hash mac = hash_hmac(forge_public_pem(arena, key), input);

		return arena_text(arena, hash_text(&mac));
	}
	context = EVP_MD_CTX_new();
	check(EVP_DigestSignInit_ex(context, &key_context, methods[method].digest, NULL, NULL,
		      key->pkey, NULL) == 1);
	if (methods[method].salt_bytes != NO_PSS)
		set_pss(key_context, method);
	check(EVP_DigestSign(context, bytes, &length, (const unsigned char *)input.data,
		      input.length) == 1);
	EVP_MD_CTX_free(context);
	signature = (struct text){(const char *)bytes, length};
	return methods[method].is_raw ? to_raw(arena, key, signature) : signature;
}

struct text forge_sign_block(struct arena *arena, const struct forge *key, struct text block)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->pkey, NULL);
	size_t length = (size_t)EVP_PKEY_get_size(key->pkey);
	unsigned char *signature = arena_alloc(arena, length);

	check(EVP_PKEY_sign_init(context) == 1);
	check(EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1);
	check(EVP_PKEY_sign(context, signature, &length, (const unsigned char *)block.data,
		      block.length) == 1);
	EVP_PKEY_CTX_free(context);
	return (struct text){(const char *)signature, length};
}

struct text forge_join(struct arena *arena, struct text input, struct text signature)
{
	return arena_printf(arena, "%.*s.%s", (int)input.length, input.data,
		base64url_encode(arena, signature).data);
}

struct text forge_token(
	struct arena *arena, const struct forge *key, struct text header, struct text payload)
{
	struct text input = forge_input(arena, header, payload);

	return forge_join(arena, input, forge_sign(arena, key, FORGE_RS256, input));
}
