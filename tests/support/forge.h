/*
 * forge: RSA keys of the tests' own, and tokens signed with them, well or badly.
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
	FORGE_HS256 /* keyed with the public key's PEM text */
};

struct forge *forge_new(unsigned int bits);
void forge_free(struct forge *key);

struct text forge_public_pem(struct arena *arena, const struct forge *key);

/* The modulus, as bytes. */
struct text forge_modulus(struct arena *arena, const struct forge *key);

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
