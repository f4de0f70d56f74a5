#include "devissuer/dev_keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64url.h"
#include "devissuer/dev_cert.h"

#define COMMON_NAME "s2s-dev-issuer"
#define SHA1_BYTES 20
#define P256_BYTES 32

struct entry {
	struct arena *arena; /* owns the key */
	struct dev_signing_key key;
};

struct dev_keys {
	pthread_mutex_t mutex;
	struct entry published[DEV_KEYS_MAX];
	size_t count;
	struct entry openid[DEV_KEYS_OPENID];
	struct entry other;
};

static struct text make_kid(struct arena *arena, struct text der)
{
	unsigned char digest[SHA1_BYTES];

	if (EVP_Digest(der.data, der.length, digest, NULL, EVP_sha1(), NULL) != 1)
		abort();
	return base64url_encode(arena, (struct text){(const char *)digest, sizeof(digest)});
}

/* Converts to `length` bytes, or to as many as needed if it is 0. */
static struct text encode_number(
	struct arena *arena, const EVP_PKEY *pkey, const char *name, int length)
{
	BIGNUM *number = NULL;
	unsigned char *bytes;

	if (EVP_PKEY_get_bn_param(pkey, name, &number) != 1)
		abort();
	if (length == 0)
		length = BN_num_bytes(number);
	bytes = arena_alloc(arena, (size_t)length);
	if (BN_bn2binpad(number, bytes, length) != length)
		abort();
	BN_free(number);
	return base64url_encode(arena, (struct text){(const char *)bytes, (size_t)length});
}

static struct text encode_base64(struct arena *arena, struct text bytes)
{
	unsigned char *out = arena_alloc(arena, bytes.length / 3 * 4 + 5);
	int length = EVP_EncodeBlock(out, (const unsigned char *)bytes.data, (int)bytes.length);

	return (struct text){(const char *)out, (size_t)length};
}

static void release_key(void *pkey)
{
	EVP_PKEY_free(pkey);
}

static struct entry make_entry(void)
{
	struct arena *arena = arena_new();
	struct dev_cert cert = dev_cert_make(arena, COMMON_NAME, NULL);
	struct text der = dev_cert_der(arena, &cert);

	return (struct entry){.arena = arena,
		.key = {.pkey = cert.key,
			.kid = make_kid(arena, der),
			.modulus = encode_number(arena, cert.key, OSSL_PKEY_PARAM_RSA_N, 0),
			.exponent = encode_number(arena, cert.key, OSSL_PKEY_PARAM_RSA_E, 0),
			.certificate = encode_base64(arena, der),
			.private_pem = dev_cert_private_pem(arena, &cert),
			.public_pem = dev_cert_public_pem(arena, &cert)}};
}

static struct entry make_p256_entry(void)
{
	struct arena *arena = arena_new();
	struct dev_cert cert = {.key = EVP_EC_gen("P-256")};
	struct entry entry = {.arena = arena};

	if (cert.key == NULL)
		abort();
	arena_defer(arena, release_key, cert.key);
	entry.key = (struct dev_signing_key){.pkey = cert.key,
		.x = encode_number(arena, cert.key, OSSL_PKEY_PARAM_EC_PUB_X, P256_BYTES),
		.y = encode_number(arena, cert.key, OSSL_PKEY_PARAM_EC_PUB_Y, P256_BYTES),
		.private_pem = dev_cert_private_pem(arena, &cert),
		.public_pem = dev_cert_public_pem(arena, &cert)};
	entry.key.kid = make_kid(arena, entry.key.public_pem);
	return entry;
}

static void copy_key(
	struct arena *arena, const struct dev_signing_key *from, struct dev_signing_key *to)
{
	EVP_PKEY_up_ref(from->pkey);
	arena_defer(arena, release_key, from->pkey);
	to->pkey = from->pkey;
	to->kid = arena_text(arena, from->kid);
	to->modulus = arena_text(arena, from->modulus);
	to->exponent = arena_text(arena, from->exponent);
	to->certificate = arena_text(arena, from->certificate);
	to->x = arena_text(arena, from->x);
	to->y = arena_text(arena, from->y);
	to->private_pem = arena_text(arena, from->private_pem);
	to->public_pem = arena_text(arena, from->public_pem);
}

struct dev_keys *dev_keys_new(void)
{
	struct dev_keys *keys = calloc(1, sizeof(*keys));

	if (keys == NULL)
		abort();
	pthread_mutex_init(&keys->mutex, NULL);
	/* Entra always publishes several keys: a client must not simply use the first one. */
	dev_keys_rotate(keys, false);
	dev_keys_rotate(keys, false);
	return keys;
}

void dev_keys_free(struct dev_keys *keys)
{
	if (keys == NULL)
		return;
	for (size_t i = 0; i < keys->count; i++)
		arena_free(keys->published[i].arena);
	for (size_t i = 0; i < DEV_KEYS_OPENID; i++)
		arena_free(keys->openid[i].arena);
	arena_free(keys->other.arena);
	pthread_mutex_destroy(&keys->mutex);
	free(keys);
}

static void drop_from(struct dev_keys *keys, size_t first)
{
	while (keys->count > first)
		arena_free(keys->published[--keys->count].arena);
}

void dev_keys_rotate(struct dev_keys *keys, bool retire)
{
	struct entry entry = make_entry();

	pthread_mutex_lock(&keys->mutex);
	drop_from(keys, retire ? 0 : DEV_KEYS_MAX - 1);
	memmove(&keys->published[1], keys->published, keys->count * sizeof(entry));
	keys->published[0] = entry;
	keys->count++;
	pthread_mutex_unlock(&keys->mutex);
}

const struct dev_signing_key *dev_keys_list(
	struct dev_keys *keys, struct arena *arena, size_t *ret_count)
{
	struct dev_signing_key *list = arena_array(arena, DEV_KEYS_MAX, sizeof(*list));

	pthread_mutex_lock(&keys->mutex);
	for (size_t i = 0; i < keys->count; i++)
		copy_key(arena, &keys->published[i].key, &list[i]);
	*ret_count = keys->count;
	pthread_mutex_unlock(&keys->mutex);
	return list;
}

const struct dev_signing_key *dev_keys_openid(struct dev_keys *keys, struct arena *arena)
{
	struct dev_signing_key *list = arena_array(arena, DEV_KEYS_OPENID, sizeof(*list));

	pthread_mutex_lock(&keys->mutex);
	if (keys->openid[0].arena == NULL) {
		keys->openid[0] = make_entry();
		keys->openid[1] = make_p256_entry();
	}
	for (size_t i = 0; i < DEV_KEYS_OPENID; i++)
		copy_key(arena, &keys->openid[i].key, &list[i]);
	pthread_mutex_unlock(&keys->mutex);
	return list;
}

const struct dev_signing_key *dev_keys_unpublished(struct dev_keys *keys, struct arena *arena)
{
	struct dev_signing_key *key = arena_alloc(arena, sizeof(*key));

	pthread_mutex_lock(&keys->mutex);
	if (keys->other.arena == NULL)
		keys->other = make_entry();
	copy_key(arena, &keys->other.key, key);
	pthread_mutex_unlock(&keys->mutex);
	return key;
}
