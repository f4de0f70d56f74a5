/*
 * dev_keys: the signing keys, the newest first, and those of the OpenID provider.
 *
 * Promises: thread-safe. Keys handed out are copies in the caller's arena, so rotating never
 * pulls a key from under a token that is being signed.
 */
#ifndef DEVISSUER_DEV_KEYS_PRIVATE_H
#define DEVISSUER_DEV_KEYS_PRIVATE_H

#include <openssl/evp.h>

#include "base/arena.h"

/* Most published keys; rotating past it drops the oldest. */
#define DEV_KEYS_MAX 8

struct dev_signing_key {
	EVP_PKEY *pkey;
	struct text kid; /* base64url SHA-1 of the certificate, x5t as well; P-256: of the key */
	/* RSA, else absent. */
	struct text modulus; /* base64url, big endian (RFC 7518 §6.3.1) */
	struct text exponent;
	struct text certificate; /* DER, standard base64 */
	/* P-256, else absent. */
	struct text x, y; /* base64url, 32 bytes each (RFC 7518 §6.2.1) */
	struct text private_pem, public_pem;
};

struct dev_keys;

struct dev_keys *dev_keys_new(void);
void dev_keys_free(struct dev_keys *keys);

/* Makes a new current key; `retire` drops all older ones. */
void dev_keys_rotate(struct dev_keys *keys, bool retire);

/* The published keys, the current one first; an array in the arena. */
const struct dev_signing_key *dev_keys_list(
	struct dev_keys *keys, struct arena *arena, size_t *ret_count);

/* The OpenID provider's keys, RSA and P-256: made at first use, never rotated; in the arena. */
#define DEV_KEYS_OPENID 2
const struct dev_signing_key *dev_keys_openid(struct dev_keys *keys, struct arena *arena);

/* A key that is never published, made at first use. */
const struct dev_signing_key *dev_keys_unpublished(struct dev_keys *keys, struct arena *arena);

#endif
