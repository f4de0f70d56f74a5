#include "base/base64.h"

#define PADDING '='

/* Returns the value of a character, or -1. */
static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

bool base64_add(struct base64_decoder *decoder, struct text piece, char *out, size_t *ret_length)
{
	size_t length = 0;

	for (size_t i = 0; i < piece.length; i++) {
		int value = value_of(piece.data[i]);

		if (piece.data[i] == PADDING) {
			decoder->paddings++;
			continue;
		}
		if (value < 0 || decoder->paddings > 0)
			return false;
		decoder->characters++;
		decoder->bits = (decoder->bits << 6 | (uint32_t)value) & 0xfffU;
		decoder->bit_count += 6;
		if (decoder->bit_count >= 8) {
			decoder->bit_count -= 8;
			out[length++] = (char)(decoder->bits >> decoder->bit_count);
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
