#include "support/gunzip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <zlib.h>

/* The largest window, plus 16 for the gzip format. */
#define GZIP_WINDOW (15 + 16)

struct text gunzip_text(struct arena *arena, struct text compressed, size_t bytes_max)
{
	char *bytes = arena_alloc(arena, bytes_max);
	z_stream stream = {.next_in = (Bytef *)(uintptr_t)compressed.data,
		.avail_in = (uInt)compressed.length,
		.next_out = (Bytef *)bytes,
		.avail_out = (uInt)bytes_max};

	assert_int_equal(inflateInit2(&stream, GZIP_WINDOW), Z_OK);
	assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
	assert_int_equal(stream.avail_in, 0);
	inflateEnd(&stream);
	return (struct text){bytes, stream.total_out};
}
