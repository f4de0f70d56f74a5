/*
 * base64url: the encoding of RFC 4648 §5 without padding. Only the canonical form is accepted.
 */
#ifndef BASE_BASE64URL_H
#define BASE_BASE64URL_H

#include "base/arena.h"

/* Errors of base64url_decode(). For tokens, each has its own refusal code (auth/refusal.h). */
enum base64url_flaw {
	BASE64URL_GOOD,
	BASE64URL_CHARACTER, /* outside A-Z a-z 0-9 - _ (padding included) */
	BASE64URL_LENGTH, /* length % 4 == 1 */
	BASE64URL_SPARE_BITS /* unused low bits of the last character are not zero */
};

/* Decodes into the arena. Leaves *ret_bytes unchanged on failure. */
enum base64url_flaw base64url_decode(struct arena *arena, struct text t, struct text *ret_bytes);

struct text base64url_encode(struct arena *arena, struct text bytes);

/* Returns `count` cryptographically strong random bytes, encoded. */
struct text base64url_random(struct arena *arena, size_t count);

#endif
