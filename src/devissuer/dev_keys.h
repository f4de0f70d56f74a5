/*
 * dev_keys: the signing keys of the issuer and of its OpenID provider.
 *
 * Keys are returned as copies in the caller's arena, so a rotation never frees a key in use.
 * Thread-safe.
 */
#ifndef DEVISSUER_DEV_KEYS_PRIVATE_H
#define DEVISSUER_DEV_KEYS_PRIVATE_H

#include <openssl/evp.h>

#include "base/arena.h"

/* Limit for published keys; a rotation then drops the oldest. */
#define DEV_KEYS_MAX 8

struct dev_signing_key {
	EVP_PKEY *pkey;
	struct text kid; /* base64url SHA-1 of the certificate, also x5t; for P-256 of the key */
	/* RSA only; else absent. */
	struct text modulus; /* base64url, big endian (RFC 7518 §6.3.1) */
	struct text exponent;
	struct text certificate; /* DER in standard base64 */
	/* P-256 only; else absent. */
	struct text x, y; /* base64url, 32 bytes each (RFC 7518 §6.2.1) */
	struct text private_pem, public_pem;
};

struct dev_keys;

struct dev_keys *dev_keys_new(void);
void dev_keys_free(struct dev_keys *keys);

/* Makes a new current key. `retire` drops all older keys. */
void dev_keys_rotate(struct dev_keys *keys, bool retire);

/* Returns the published keys as an array in the arena, the current key first. */
const struct dev_signing_key *dev_keys_list(
	struct dev_keys *keys, struct arena *arena, size_t *ret_count);

/* Returns the OpenID provider's RSA and P-256 keys, in the arena. They are made at the first call
 * and never rotated. */
#define DEV_KEYS_OPENID 2
const struct dev_signing_key *dev_keys_openid(struct dev_keys *keys, struct arena *arena);

/* Returns a key that is never published. It is made at the first call. */
const struct dev_signing_key *dev_keys_unpublished(struct dev_keys *keys, struct arena *arena);

#endif
