/*
 * body: the bytes of a request's body as they arrive; in memory while small, in an unlinked
 * temporary file that is mapped at the end when large.
 */
#ifndef HTTP_BODY_PRIVATE_H
#define HTTP_BODY_PRIVATE_H

#include "base/buffer.h"

struct body {
	struct buffer memory;
	const char *temporary_dir;
	size_t limit_bytes, length;
	int file; /* -1 while in memory */
	void *map;
	bool too_large;
	int error; /* 0, or why it could not be kept (errno) */
	size_t dropped; /* bytes behind the limit, or that could not be kept */
};

/* The arena has to outlive the body; body_close() releases file and map. */
struct body body_make(struct arena *arena, const char *temporary_dir, size_t limit_bytes);

/* Adds bytes; past the limit, and when they cannot be kept, they are dropped. */
void body_add(struct body *body, struct text bytes);

/* Whether so much came that was not kept that the connection is better closed: 1 MiB more than a
 * body may have. Up to there the client can read why its body is refused, or was lost. */
bool body_exceeds_drain_limit(const struct body *body);

/* The whole body, mapped if need be. 0, or why the temporary file could not be used (errno). */
int body_finish(struct body *body, struct text *ret_bytes);
void body_close(struct body *body);

#endif
