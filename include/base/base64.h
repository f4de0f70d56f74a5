/*
 * base64: decodes what people and flows encode: RFC 4648 §4 or §5, with or without padding.
 *
 * The characters '+' and '-', and '/' and '_', are equivalent. Padding, if any, must be complete.
 * base/base64url.h is for what the service and issuers encode.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/arena.h"

/* The state of decoding a text piece by piece. Initially all zeros. */
struct base64_decoder {
	uint32_t bits; /* bits that do not make a byte yet */
	unsigned int bit_count;
	size_t characters, paddings;
};

/* Decodes the next piece of a text into `out`, which must have room for piece.length + 1 bytes, and
 * sets *ret_length to the number of decoded bytes. Returns false if a character is invalid. */
bool base64_add(struct base64_decoder *decoder, struct text piece, char *out, size_t *ret_length);

/* Returns whether the pieces so far are a complete text. */
bool base64_is_complete(const struct base64_decoder *decoder);

/* Decodes a whole text into the arena. If it is not base64, returns false. */
bool base64_decode(struct arena *arena, struct text t, struct text *ret_bytes);

#endif
