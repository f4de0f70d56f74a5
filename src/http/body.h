/*
 * body: the storage of an incoming request body: in memory while it is small, else in an unlinked
 * temporary file that is mapped at the end.
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
	int error; /* errno if storing failed, else 0 */
	size_t dropped; /* bytes after the limit, or that could not be stored */
};

/* Makes an empty body. The arena must outlive it. body_close() releases file and mapping. */
struct body body_make(struct arena *arena, const char *temporary_dir, size_t limit_bytes);

/* Adds bytes. Drops those after the limit, and all after a failure to store. */
void body_add(struct body *body, struct text bytes);

/* Returns true if more than 1 MiB was dropped after the limit. The connection should then be
 * closed; up to there the client can still read the response. */
bool body_exceeds_drain_limit(const struct body *body);

/* Returns 0 and the whole body, mapped if it is in a file, or the errno with which storing
 * failed. */
int body_finish(struct body *body, struct text *ret_bytes);
void body_close(struct body *body);

#endif
