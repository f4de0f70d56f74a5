/* Looks for a file in a document, and decodes it. A file has no more bytes than its base64. */
#include <stdlib.h>

#include "base/file_content.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct file_content_reader *reader = arena_alloc(arena, sizeof(*reader));
	struct text document = {size == 0 ? "" : (const char *)data, size}, piece;
	struct file_content content;
	size_t length = 0;

	if (file_content_find(arena, document, &content) == FILE_CONTENT_FOUND) {
		reader->rest = content.encoded;
		while (file_content_next(reader, &piece))
			length += piece.length;
		if (length > content.encoded.length / 4 * 3 + 3)
			abort();
	}
	arena_free(arena);
	return 0;
}
