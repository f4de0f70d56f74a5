/*
 * buffer: a growing sequence of bytes with a fixed maximum size.
 *
 * Memory comes from the arena. An addition that exceeds the limit sets `full`, which stays set, so
 * callers need to check only once, at the end.
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

/* Returns an empty buffer that grows to at most `limit_bytes`. */
struct buffer buffer_make(struct arena *arena, size_t limit_bytes);

/* Returns an empty buffer over the caller's memory. It does not support buffer_printf(). */
struct buffer buffer_over(char *bytes, size_t size_bytes);

void buffer_add(struct buffer *buffer, struct text t);
void buffer_add_char(struct buffer *buffer, char c);

/* Adds the text percent-encoded, except for the unreserved characters of RFC 3986 §2.3. */
void buffer_add_percent(struct buffer *buffer, struct text t);

void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns the content, which is never absent. The text is valid until the next addition. */
struct text buffer_text(const struct buffer *buffer);

/* Empties the buffer but keeps its memory. */
void buffer_clear(struct buffer *buffer);

#endif
