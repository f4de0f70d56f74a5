/*
 * Reads a document that may be a file as flows send it, and decodes it and the whole input. A
 * second decoder, which takes one character after another, gives the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file_content.h"
#include "fuzz/fuzz.h"

#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* Returns the character of an escape sequence without its backslash, or '!' if base64 cannot have
 * it, and adds its length to *at. */
static char read_escape(struct text t, size_t *at)
{
	struct text digits = text_slice(t, *at + 1, 4);
	int code = 0;

	if (*at == t.length)
		return '!';
	if (t.data[(*at)++] != 'u')
		return t.data[*at - 1] == '/' ? '/' : '!';
	for (size_t i = 0; i < digits.length; i++) {
		int digit = text_hex_digit(digits.data[i]);

		if (digit < 0)
			return '!';
		code = code * 16 + digit;
	}
	*at += digits.length;
	return digits.length == 4 && code > 0 && code < 128 ? (char)code : '!';
}

static struct text unescape(struct arena *arena, struct text t)
{
	struct buffer out = buffer_make(arena, t.length + 1);
	size_t at = 0;

	while (at < t.length) {
		char c = t.data[at++];

		buffer_add_char(&out, c == '\\' ? read_escape(t, &at) : c);
	}
	return buffer_text(&out);
}

/* Returns an absent text if `t` is not base64. */
static struct text decode_slowly(struct arena *arena, struct text t)
{
	struct buffer out = buffer_make(arena, t.length + 1);
	size_t padding = 0, bits = 0, held = 0;

	while (padding < t.length && t.data[t.length - 1 - padding] == '=')
		padding++;
	for (size_t i = 0; i < t.length - padding; i++) {
		char c = t.data[i] == '-' ? '+' : t.data[i] == '_' ? '/' : t.data[i];
		const char *at = c == '\0' ? NULL : strchr(ALPHABET, c);

		if (at == NULL)
			return TEXT_NONE;
		bits = bits << 6 | (size_t)(at - ALPHABET);
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		buffer_add_char(&out, (char)(bits >> held));
		bits &= ((size_t)1 << held) - 1;
	}
	if (held == 6 || bits != 0 || (padding > 0 && (held == 0 || padding != held / 2)))
		return TEXT_NONE;
	return buffer_text(&out);
}

/* Returns an absent text if `encoded` is malformed. */
static struct text decode(struct arena *arena, struct text encoded)
{
	struct file_content_reader *reader = arena_alloc(arena, sizeof(*reader));
	struct buffer out = buffer_make(arena, encoded.length + 1);
	struct text piece;

	reader->rest = encoded;
	while (file_content_next(reader, &piece))
		buffer_add(&out, piece);
	return reader->malformed ? TEXT_NONE : buffer_text(&out);
}

static void check(struct arena *arena, struct text encoded)
{
	struct text file = decode(arena, encoded);
	struct text same = decode_slowly(arena, unescape(arena, encoded));

	require(text_is_set(file) == text_is_set(same) && text_equal(file, same));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct text document = {size > 0 ? (const char *)data : "", size};
	struct file_content content;

	check(arena, document);
	if (file_content_find(arena, document, &content) == FILE_CONTENT_FOUND)
		check(arena, content.encoded);
	arena_free(arena);
	return 0;
}
