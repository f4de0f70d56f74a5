#include "support/forge.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#include "base/base64url.h"
#include "base/hash.h"

struct forge {
	EVP_PKEY *pkey;
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

struct text forge_key_set(struct arena *arena, const struct forge *key, const char *more)
{
	struct text modulus = base64url_encode(arena, forge_modulus(arena, key));

	return arena_printf(arena,
		"{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"e\":\"AQAB\",\"n\":\"%s\"%s}]}",
		modulus.data, more);
}

struct text forge_input(struct arena *arena, struct text header, struct text payload)
{
	return arena_printf(arena, "%s.%s", base64url_encode(arena, header).data,
		base64url_encode(arena, payload).data);
}

static const char *digest_name(enum forge_method method)
{
	if (method == FORGE_RS384)
		return "SHA384";
	return method == FORGE_RS512 ? "SHA512" : "SHA256";
}

struct text forge_sign(
	struct arena *arena, const struct forge *key, enum forge_method method, struct text input)
{
	EVP_MD_CTX *context;
	EVP_PKEY_CTX *key_context;
	size_t length = (size_t)EVP_PKEY_get_size(key->pkey);
	unsigned char *signature = arena_alloc(arena, length);

	if (method == FORGE_HS256) {
		struct hash mac = hash_hmac(forge_public_pem(arena, key), input);

		return arena_text(arena, hash_text(&mac));
	}
	context = EVP_MD_CTX_new();
	check(EVP_DigestSignInit_ex(context, &key_context, digest_name(method), NULL, NULL,
		      key->pkey, NULL) == 1);
	if (method == FORGE_PS256)
		check(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1);
	check(EVP_DigestSign(context, signature, &length, (const unsigned char *)input.data,
		      input.length) == 1);
	EVP_MD_CTX_free(context);
	return (struct text){(const char *)signature, length};
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
