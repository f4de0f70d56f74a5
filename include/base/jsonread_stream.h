/*
 * jsonread_stream: parses the elements of a top-level array one at a time, so that the whole
 * document is never in memory as a tree.
 */
#ifndef BASE_JSONREAD_STREAM_H
#define BASE_JSONREAD_STREAM_H

#include "base/jsonread.h"

struct jsonread_stream {
	struct text rest; /* initially the whole document */
	struct text written; /* source of the element returned last */
	bool started, ended;
};

/* Returns the next element, which lives in the arena, or NULL at the end of the array or on an
 * error. On an error, *ret_flaw has the reason, and the next call continues with the following
 * element unless the stream has `ended`. */
const struct jsonread_node *jsonread_stream_next(
	struct jsonread_stream *stream, struct arena *arena, struct jsonread_flaw *ret_flaw);

#endif
