#include "api/core/static_text.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/hash.h"

/* The window of 32 KiB, plus 16 for the gzip format. */
#define GZIP_WINDOW (15 + 16)
#define GZIP_MEMORY_LEVEL 8

/* Returns an absent text if the text would not be smaller. The output does not depend on the time,
 * so every process makes the same. */
static struct text compress_text(struct arena *arena, struct text content)
{
	z_stream stream = {.next_in = (Bytef *)(uintptr_t)content.data,
		.avail_in = (uInt)content.length,
		.avail_out = (uInt)content.length};
	struct text compressed = {0};
	char *bytes;

	if (content.length == 0 ||
		deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW,
			GZIP_MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		return compressed;
	bytes = malloc(content.length);
	stream.next_out = (Bytef *)bytes;
	if (bytes != NULL && deflate(&stream, Z_FINISH) == Z_STREAM_END)
		compressed = arena_text(arena, (struct text){bytes, stream.total_out});
	deflateEnd(&stream);
	free(bytes);
	return compressed;
}

static struct static_text_form make_form(struct arena *arena, struct text content)
{
	struct hash hash = hash_sha256(content);

	return (struct static_text_form){
		content, arena_printf(arena, "\"%.32s\"", hash_hex(arena, &hash).data)};
}

struct static_text static_text_make(
	struct arena *arena, struct text media_type, struct text content)
{
	struct text compressed = compress_text(arena, content);
	struct static_text text = {
		.media_type = media_type, .forms = {[CODING_IDENTITY] = make_form(arena, content)}};

	if (text_is_set(compressed))
		text.forms[CODING_GZIP] = make_form(arena, compressed);
	return text;
}

struct static_text static_text_copy(struct arena *arena, const struct static_text *text)
{
	struct static_text copy = {.media_type = text->media_type};

	for (int i = 0; i < CODINGS; i++) {
		copy.forms[i].content = arena_text(arena, text->forms[i].content);
		copy.forms[i].etag = arena_text(arena, text->forms[i].etag);
	}
	return copy;
}
