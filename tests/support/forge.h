/*
 * forge: test keys, and tokens signed with them, validly or not.
 */
#ifndef SUPPORT_FORGE_H
#define SUPPORT_FORGE_H

#include "base/arena.h"

struct forge;

enum forge_method {
	FORGE_RS256,
	FORGE_RS384,
	FORGE_RS512,
	FORGE_PS256,
	FORGE_PS384,
	FORGE_PS512,
	FORGE_PS256_LONG_SALT, /* as long as fits */
	FORGE_PS256_NO_SALT,
	FORGE_PS256_OTHER_MASK, /* SHA-1 inside MGF1 */
	FORGE_ES256, /* r and s, as long as the key's field each */
	FORGE_ES384,
	FORGE_ES512,
	FORGE_ES256_DER, /* as OpenSSL makes it */
	FORGE_EDDSA,
	FORGE_HS256 /* keyed with the public key's PEM text */
};

/* An RSA key; one of the curve P-256, P-384, P-521, Ed25519 or Ed448. */
struct forge *forge_new(unsigned int bits);
struct forge *forge_new_on_curve(const char *curve);
void forge_free(struct forge *key);

struct text forge_public_pem(struct arena *arena, const struct forge *key);

/* The RSA modulus, as bytes. */
struct text forge_modulus(struct arena *arena, const struct forge *key);

/* Coordinate "x" or "y" of a key on a curve, as bytes of the length that JWK wants. */
struct text forge_coordinate(struct arena *arena, const struct forge *key, char name);

/* The key's own members of a JWK, without braces: kty first, no kid. */
struct text forge_members(struct arena *arena, const struct forge *key);

/* A key set of this one key with the kid "k"; `more` goes behind the last member, e.g.
 * ",\"use\":\"sig\"". */
struct text forge_key_set(struct arena *arena, const struct forge *key, const char *more);

/* Header and payload, encoded and joined by a dot. */
struct text forge_input(struct arena *arena, struct text header, struct text payload);

/* The signature's bytes over `input`; of `block` as it stands, without padding. */
struct text forge_sign(
	struct arena *arena, const struct forge *key, enum forge_method method, struct text input);
struct text forge_sign_block(struct arena *arena, const struct forge *key, struct text block);

/* `input`, a dot, and the signature's bytes encoded. */
struct text forge_join(struct arena *arena, struct text input, struct text signature);

/* The token of header and payload, signed with RS256. */
struct text forge_token(
	struct arena *arena, const struct forge *key, struct text header, struct text payload);

#endif
