/*
 * body: stores a request body while it arrives.
 *
 * A body of up to SERVER_MEMORY_BODY_BYTES stays in memory. A larger body goes to an unlinked
 * temporary file, which body_finish() maps.
 */
#ifndef HTTP_BODY_PRIVATE_H
#define HTTP_BODY_PRIVATE_H

#include "base/buffer.h"

struct body {
	struct buffer memory;
	const char *temporary_dir;
	size_t limit_bytes, length;
	int file; /* descriptor of the temporary file; -1 while the body is in memory */
	void *map; /* the mapped file, or NULL */
	bool too_large; /* the body exceeds limit_bytes */
	int error; /* the errno of a failure to store the body, or 0 */
	size_t dropped; /* number of bytes that were received but not stored */
};

/* Returns an empty body, which the caller closes with body_close(). The arena must outlive the
 * body. */
struct body body_make(struct arena *arena, const char *temporary_dir, size_t limit_bytes);

/* Appends bytes to the body. If they exceed the limit or cannot be stored, drops them and all later
 * bytes. */
void body_add(struct body *body, struct text bytes);

/* Returns true if the client has sent more than 1 MiB beyond the limit. The connection should then
 * be closed. Until then, bytes are received and dropped so that the client can read the
 * response. */
bool body_exceeds_drain_limit(const struct body *body);

/* Returns 0 and sets *ret_bytes to the whole body, which is valid until body_close(). If the body
 * could not be stored or mapped, returns the errno of the failure. */
int body_finish(struct body *body, struct text *ret_bytes);

/* Unmaps and closes the temporary file, if any. */
void body_close(struct body *body);

#endif
