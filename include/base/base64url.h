/*
 * base64url: RFC 4648 §5 without padding, and only its canonical spelling.
 */
#ifndef BASE_BASE64URL_H
#define BASE_BASE64URL_H

#include "base/arena.h"

/* What base64url_decode() finds wrong; each is a refusal of its own for a token (auth/refusal.h).
 */
enum base64url_flaw {
	BASE64URL_GOOD,
	BASE64URL_CHARACTER, /* outside A-Z a-z 0-9 - _ (padding included) */
	BASE64URL_LENGTH, /* length % 4 == 1 */
	BASE64URL_SPARE_BITS /* unused low bits of the last character are not zero */
};

/* Decodes into the arena; *ret_bytes is untouched on failure. */
enum base64url_flaw base64url_decode(struct arena *arena, struct text t, struct text *ret_bytes);

struct text base64url_encode(struct arena *arena, struct text bytes);

/* `count` bytes that nobody can guess, encoded. */
struct text base64url_random(struct arena *arena, size_t count);

#endif
