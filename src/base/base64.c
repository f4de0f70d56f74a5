#include "base/base64.h"

#include "base/base64url.h"

#define PADDING '='

/* Returns the value of a character plus 1, or 0 if the character is in neither alphabet. */
static inline uint32_t value_plus_one(char c)
{
	if (c == '+')
		c = '-';
	else if (c == '/')
		c = '_';
	return base64url_value_plus_one[(unsigned char)c];
}

/* Decodes four characters to three bytes. Returns false if one is in neither alphabet. */
static bool decode_four(const char *from, char *into)
{
	uint32_t bits = 0;

	for (int i = 0; i < 4; i++) {
		uint32_t value = value_plus_one(from[i]);

		if (value == 0)
			return false;
		bits = bits << 6 | (value - 1);
	}
	into[0] = (char)(bits >> 16);
	into[1] = (char)(bits >> 8);
	into[2] = (char)bits;
	return true;
}

static bool add_character(struct base64_decoder *decoder, char c, char *out, size_t *length)
{
	uint32_t value = value_plus_one(c);

	if (c == PADDING) {
		decoder->paddings++;
		return true;
	}
	if (value == 0 || decoder->paddings > 0)
		return false;
	decoder->characters++;
	decoder->bits = (decoder->bits << 6 | (value - 1)) & 0xfffU;
	decoder->bit_count += 6;
	if (decoder->bit_count >= 8) {
		decoder->bit_count -= 8;
		out[(*length)++] = (char)(decoder->bits >> decoder->bit_count);
	}
	return true;
}

bool base64_add(struct base64_decoder *decoder, struct text piece, char *out, size_t *ret_length)
{
	size_t length = 0, at = 0;

	while (at < piece.length) {
		bool is_group =
			decoder->bit_count == 0 && decoder->paddings == 0 && at + 4 <= piece.length;

		if (is_group && decode_four(piece.data + at, out + length)) {
			decoder->characters += 4;
			at += 4;
			length += 3;
		} else if (!add_character(decoder, piece.data[at++], out, &length)) {
			return false;
		}
	}
	*ret_length = length;
	return true;
}

bool base64_is_complete(const struct base64_decoder *decoder)
{
	size_t open = decoder->characters % 4;

	/* Canonical: the spare bits of the last character are zero. */
	if (open == 1 || (decoder->bits & ((1U << decoder->bit_count) - 1U)) != 0)
		return false;
	return decoder->paddings == 0 || (open > 0 && decoder->paddings == 4 - open);
}

bool base64_decode(struct arena *arena, struct text t, struct text *ret_bytes)
{
	struct base64_decoder decoder = {0};
	char *out = arena_alloc(arena, t.length + 1);
	size_t length;

	if (!base64_add(&decoder, t, out, &length) || !base64_is_complete(&decoder))
		return false;
	*ret_bytes = (struct text){out, length};
	return true;
}
