/*
 * jsonread_stream: elements of a top-level array, one at a time, without ever holding the whole.
 */
#ifndef BASE_JSONREAD_STREAM_H
#define BASE_JSONREAD_STREAM_H

#include "base/jsonread.h"

struct jsonread_stream {
	struct text rest;
	struct text written; /* the element given last, as it was written */
	bool started, ended;
};

/* The next element, valid until the arena is reset. NULL at the end of the array, and when the text
 * is malformed or too large: then *ret_flaw is set, and unless the stream has `ended` the next
 * element follows.
 */
const struct jsonread_node *jsonread_stream_next(
	struct jsonread_stream *stream, struct arena *arena, struct jsonread_flaw *ret_flaw);

#endif
