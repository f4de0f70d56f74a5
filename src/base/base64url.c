#include "base/base64url.h"

#include "base/base64_group.h"
#include "base/hash.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* The value of each character plus 1. */
static const uint8_t values[256] = {BASE64_GROUP_VALUES};

enum base64url_flaw base64url_decode(struct arena *arena, struct text t, struct text *ret_bytes)
{
	uint8_t *out = arena_alloc(arena, t.length / 4 * 3 + 4);
	size_t length = 0, at = 0;
	uint32_t bits = 0;
	unsigned int bit_count = 0;

	while (at + 4 <= t.length && base64_group_decode(values, t.data + at, out + length)) {
		at += 4;
		length += 3;
	}
	for (size_t i = at; i < t.length; i++) {
		uint8_t value = values[(unsigned char)t.data[i]];

		if (value == 0)
			return BASE64URL_CHARACTER;
		bits = (bits << 6 | (value - 1U)) & 0xfffU;
		bit_count += 6;
		if (bit_count >= 8) {
			bit_count -= 8;
			out[length++] = (uint8_t)(bits >> bit_count);
		}
	}
	if (t.length % 4 == 1)
		return BASE64URL_LENGTH;
	if ((bits & ((1U << bit_count) - 1U)) != 0)
		return BASE64URL_SPARE_BITS;
	*ret_bytes = (struct text){(const char *)out, length};
	return BASE64URL_GOOD;
}

struct text base64url_encode(struct arena *arena, struct text bytes)
{
	char *out = arena_alloc(arena, bytes.length / 3 * 4 + 5);
	size_t length = 0;
	uint32_t bits = 0;
	unsigned int bit_count = 0;

	for (size_t i = 0; i < bytes.length; i++) {
		bits = bits << 8 | (unsigned char)bytes.data[i];
		bit_count += 8;
		while (bit_count >= 6) {
			bit_count -= 6;
			out[length++] = alphabet[bits >> bit_count & 63];
		}
	}
	if (bit_count > 0)
		out[length++] = alphabet[bits << (6 - bit_count) & 63];
	return (struct text){out, length};
}

struct text base64url_random(struct arena *arena, size_t count)
{
	char *bytes = arena_alloc(arena, count);

	hash_random(bytes, count);
	return base64url_encode(arena, (struct text){bytes, count});
}
