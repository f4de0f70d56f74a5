#include "base/hash.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>

static EVP_MD *fetched_sha256;
static pthread_once_t fetched_once = PTHREAD_ONCE_INIT;

static void free_sha256(void)
{
	EVP_MD_free(fetched_sha256);
}

/* Fetches the algorithm once: OpenSSL finds it by name in tables that all threads share. */
static void fetch_sha256(void)
{
	fetched_sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (fetched_sha256 == NULL)
		abort();
	atexit(free_sha256);
}

static const EVP_MD *sha256(void)
{
	pthread_once(&fetched_once, fetch_sha256);
	return fetched_sha256;
}

struct hash hash_sha256(struct text t)
{
	struct hash hash;

	if (EVP_Digest(t.data, t.length, hash.bytes, NULL, sha256(), NULL) != 1)
		abort();
	return hash;
}

struct hash hash_hmac(struct text key, struct text t)
{
	struct hash hash;
	unsigned int length = sizeof(hash.bytes);

	if (HMAC(sha256(), key.data, (int)key.length, (const unsigned char *)t.data, t.length,
		    hash.bytes, &length) == NULL)
		abort();
	return hash;
}

static OSSL_PARAM octets(const char *name, struct text t)
{
	return OSSL_PARAM_construct_octet_string(name, (void *)(uintptr_t)t.data, t.length);
}

void hash_hkdf(struct text secret, struct text salt, struct text info, void *out, size_t length)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
		octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
		octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);

	if (context == NULL || EVP_KDF_derive(context, out, length, params) != 1)
		abort();
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
}

bool hash_equal(const struct hash *a, const struct hash *b)
{
	return CRYPTO_memcmp(a->bytes, b->bytes, HASH_BYTES) == 0;
}

bool hash_equal_texts(struct text a, struct text b)
{
	struct hash left = hash_sha256(a), right = hash_sha256(b);

	return hash_equal(&left, &right);
}

struct text hash_hex(struct arena *arena, const struct hash *hash)
{
	static const char digits[] = "0123456789abcdef";
	char *out = arena_alloc(arena, 2 * HASH_BYTES + 1);

	for (size_t i = 0; i < HASH_BYTES; i++) {
		out[2 * i] = digits[hash->bytes[i] >> 4];
		out[2 * i + 1] = digits[hash->bytes[i] & 15];
	}
	return (struct text){out, 2 * HASH_BYTES};
}

struct text hash_text(const struct hash *hash)
{
	return (struct text){(const char *)hash->bytes, HASH_BYTES};
}

void hash_random(void *bytes, size_t count)
{
	if (RAND_bytes(bytes, (int)count) != 1)
		abort();
}

struct hash_stream *hash_stream_new(void)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (context == NULL || EVP_DigestInit_ex(context, sha256(), NULL) != 1)
		abort();
	return (struct hash_stream *)context;
}

void hash_stream_update(struct hash_stream *stream, struct text t)
{
	if (EVP_DigestUpdate((EVP_MD_CTX *)stream, t.data, t.length) != 1)
		abort();
}

struct hash hash_stream_final(struct hash_stream *stream)
{
	struct hash hash;

	if (EVP_DigestFinal_ex((EVP_MD_CTX *)stream, hash.bytes, NULL) != 1)
		abort();
	EVP_MD_CTX_free((EVP_MD_CTX *)stream);
	return hash;
}
