/*
 * jsonread_stream: parses a top-level JSON array one element at a time, so that the tree of the
 * whole document is never in memory.
 */
#ifndef BASE_JSONREAD_STREAM_H
#define BASE_JSONREAD_STREAM_H

#include "base/jsonread.h"

struct jsonread_stream {
	struct text rest; /* the unparsed part; initially the whole document */
	struct text written; /* source text of the element that was returned last */
	bool started, ended;
};

/* Parses the next element into the arena and returns it. At the end of the array, returns NULL. On
 * an error, returns NULL and stores the reason in ret_flaw->why. The caller must set ret_flaw->why
 * to an absent text before the call. After an error, `stream->ended` is true if the rest of the
 * array cannot be parsed. Otherwise, the next call returns the element after the malformed
 * element. */
const struct jsonread_node *jsonread_stream_next(
	struct jsonread_stream *stream, struct arena *arena, struct jsonread_flaw *ret_flaw);

#endif
