/*
 * dev_keys: the signing keys of the issuer, for Entra's tokens and for the OpenID provider's
 * tokens.
 *
 * The functions return copies of keys in the caller's arena. A rotation therefore never frees a key
 * in use. Thread-safe.
 */
#ifndef DEVISSUER_DEV_KEYS_PRIVATE_H
#define DEVISSUER_DEV_KEYS_PRIVATE_H

#include <openssl/evp.h>

#include "base/arena.h"

/* Maximum number of published keys. A further rotation removes the oldest key. */
#define DEV_KEYS_MAX 8

struct dev_signing_key {
	EVP_PKEY *pkey;
	struct text kid; /* base64url SHA-1 of the certificate (equal to x5t) for an RSA key, or of
			    public_pem for a P-256 key */

	/* Absent for a P-256 key. */
	struct text modulus; /* `n` of the JWK (RFC 7518 §6.3.1) */
	struct text exponent; /* `e` of the JWK */
	struct text certificate; /* DER in base64, as in x5c */

	/* Absent for an RSA key. */
	struct text x, y; /* `x` and `y` of the JWK (RFC 7518 §6.2.1) */

	struct text private_pem, public_pem;
};

struct dev_keys;

/* Creates two published RSA keys. */
struct dev_keys *dev_keys_new(void);
void dev_keys_free(struct dev_keys *keys);

/* Makes a new current key and publishes it. If `retire` is true, removes all older keys. */
void dev_keys_rotate(struct dev_keys *keys, bool retire);

/* Returns the keys published for Entra as an array in the arena. The current key comes first. */
const struct dev_signing_key *dev_keys_list(
	struct dev_keys *keys, struct arena *arena, size_t *ret_count);

/* Returns the keys of the OpenID provider, an RSA key and a P-256 key, as an array of
 * DEV_KEYS_OPENID elements in the arena. The first call of this function makes the keys, which
 * never change afterwards. */
#define DEV_KEYS_OPENID 2
const struct dev_signing_key *dev_keys_openid(struct dev_keys *keys, struct arena *arena);

/* Returns an RSA key that is never published. The first call of this function makes the key, which
 * never changes afterwards. */
const struct dev_signing_key *dev_keys_unpublished(struct dev_keys *keys, struct arena *arena);

#endif
