/*
 * buffer: a growing sequence of bytes with a fixed maximum size.
 *
 * Memory comes from the arena. An addition that would exceed the limit adds nothing and sets
 * `full`. After that, all other additions also add nothing. Callers therefore need to check `full`
 * only once, at the end.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/arena.h"

struct buffer {
	struct arena *arena;
	char *data;
	size_t length, capacity, limit;
	bool full;
};

/* Returns an empty buffer that can grow to `limit_bytes`. */
struct buffer buffer_make(struct arena *arena, size_t limit_bytes);

/* Returns an empty buffer that uses the caller's memory instead of an arena. Do not call
 * buffer_printf() or buffer_add_percent() for such a buffer, because they need an arena. */
struct buffer buffer_over(char *bytes, size_t size_bytes);

void buffer_add(struct buffer *buffer, struct text t);
void buffer_add_char(struct buffer *buffer, char c);

/* Adds the text in percent-encoding (RFC 3986 §2.1). Unreserved characters (§2.3) are not encoded.
 */
void buffer_add_percent(struct buffer *buffer, struct text t);

void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns the content, which may be empty but is never absent. The text is valid until the next
 * addition. */
struct text buffer_text(const struct buffer *buffer);

/* Removes the content and resets `full`. Keeps the memory. */
void buffer_clear(struct buffer *buffer);

#endif
