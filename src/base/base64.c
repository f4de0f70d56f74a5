#include "base/base64.h"

#include "base/base64_group.h"

#define PADDING '='

/* The value of each character of both alphabets plus 1. */
static const uint8_t values[256] = {BASE64_GROUP_VALUES, ['+'] = 63, ['/'] = 64};

static bool add_character(struct base64_decoder *decoder, char c, char *out, size_t *length)
{
	uint32_t value = values[(unsigned char)c];

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

		if (is_group &&
			base64_group_decode(values, piece.data + at, (uint8_t *)out + length)) {
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
