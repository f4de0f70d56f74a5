/*
 * base64url: the encoding of RFC 4648 §5 without padding. The decoder accepts only the canonical
 * form.
 */
#ifndef BASE_BASE64URL_H
#define BASE_BASE64URL_H

#include "base/arena.h"

/* Results of base64url_decode(). auth/refusal.h defines a refusal code for each error. */
enum base64url_flaw {
	BASE64URL_GOOD,
	BASE64URL_CHARACTER, /* a character other than A-Z a-z 0-9 - _, for example padding */
	BASE64URL_LENGTH, /* the length modulo 4 is 1, which is impossible in base64url */
	BASE64URL_SPARE_BITS /* unused low bits of the last character are not zero */
};

/* Decodes `t` into the arena. On an error, leaves *ret_bytes unchanged. */
enum base64url_flaw base64url_decode(struct arena *arena, struct text t, struct text *ret_bytes);

struct text base64url_encode(struct arena *arena, struct text bytes);

/* Returns the encoding of `count` cryptographically strong random bytes. */
struct text base64url_random(struct arena *arena, size_t count);

#endif
