#include "base/base64url.h"

#include "base/hash.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const uint8_t base64url_value_plus_one[256] = {['A'] = 1,
	['B'] = 2,
	['C'] = 3,
	['D'] = 4,
	['E'] = 5,
	['F'] = 6,
	['G'] = 7,
	['H'] = 8,
	['I'] = 9,
	['J'] = 10,
	['K'] = 11,
	['L'] = 12,
	['M'] = 13,
	['N'] = 14,
	['O'] = 15,
	['P'] = 16,
	['Q'] = 17,
	['R'] = 18,
	['S'] = 19,
	['T'] = 20,
	['U'] = 21,
	['V'] = 22,
	['W'] = 23,
	['X'] = 24,
	['Y'] = 25,
	['Z'] = 26,
	['a'] = 27,
	['b'] = 28,
	['c'] = 29,
	['d'] = 30,
	['e'] = 31,
	['f'] = 32,
	['g'] = 33,
	['h'] = 34,
	['i'] = 35,
	['j'] = 36,
	['k'] = 37,
	['l'] = 38,
	['m'] = 39,
	['n'] = 40,
	['o'] = 41,
	['p'] = 42,
	['q'] = 43,
	['r'] = 44,
	['s'] = 45,
	['t'] = 46,
	['u'] = 47,
	['v'] = 48,
	['w'] = 49,
	['x'] = 50,
	['y'] = 51,
	['z'] = 52,
	['0'] = 53,
	['1'] = 54,
	['2'] = 55,
	['3'] = 56,
	['4'] = 57,
	['5'] = 58,
	['6'] = 59,
	['7'] = 60,
	['8'] = 61,
	['9'] = 62,
	['-'] = 63,
	['_'] = 64};

/* Decodes four characters to three bytes. Returns false if one is outside the alphabet. */
static bool decode_four(const char *from, uint8_t *into)
{
	uint32_t bits = 0;

	for (int i = 0; i < 4; i++) {
		uint8_t value = base64url_value_plus_one[(unsigned char)from[i]];

		if (value == 0)
			return false;
		bits = bits << 6 | (value - 1U);
	}
	into[0] = (uint8_t)(bits >> 16);
	into[1] = (uint8_t)(bits >> 8);
	into[2] = (uint8_t)bits;
	return true;
}

enum base64url_flaw base64url_decode(struct arena *arena, struct text t, struct text *ret_bytes)
{
	uint8_t *out = arena_alloc(arena, t.length / 4 * 3 + 4);
	size_t length = 0, at = 0;
	uint32_t bits = 0;
	unsigned int bit_count = 0;

	while (at + 4 <= t.length && decode_four(t.data + at, out + length)) {
		at += 4;
		length += 3;
	}
	for (size_t i = at; i < t.length; i++) {
		uint8_t value = base64url_value_plus_one[(unsigned char)t.data[i]];

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
