/*
 * body: stores a request body while it arrives.
 *
 * A body of up to SERVER_MEMORY_BODY_BYTES stays in memory. The module writes a larger body to an
 * unlinked temporary file, and body_finish() maps the file.
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
	int error; /* the errno if the body could not be stored, or 0 */
	size_t dropped; /* number of bytes that were received but not stored */
};

/* Returns an empty body. The caller must close it with body_close(). The arena must outlive the
 * body. */
struct body body_make(struct arena *arena, const char *temporary_dir, size_t limit_bytes);

/* Appends bytes to the body. If the bytes exceed the limit or cannot be stored, drops them and all
 * later bytes. */
void body_add(struct body *body, struct text bytes);

/* Returns true if the client has sent more than 1 MiB beyond the limit. The caller should then
 * close the connection. Until then, the caller should continue to receive bytes, because some
 * clients do not read the response until they have sent the whole body. */
bool body_exceeds_drain_limit(const struct body *body);

/* Sets *ret_bytes to the whole body and returns 0. The bytes are valid until body_close(). If the
 * body could not be stored or mapped, returns the errno of the failure. */
int body_finish(struct body *body, struct text *ret_bytes);

/* Unmaps and closes the temporary file, if any. */
void body_close(struct body *body);

#endif
