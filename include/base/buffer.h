/*
 * buffer: bytes that grow up to a ceiling given at birth.
 *
 * Promises: memory comes from the arena. Past the ceiling nothing more is added and `full` stays
 * set: callers check once, at the end, instead of after every call.
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

/* An empty buffer that never holds more than `limit_bytes`. */
struct buffer buffer_make(struct arena *arena, size_t limit_bytes);

/* An empty buffer in memory that is there already; buffer_printf() is not for it. */
struct buffer buffer_over(char *bytes, size_t size_bytes);

void buffer_add(struct buffer *buffer, struct text t);
void buffer_add_char(struct buffer *buffer, char c);

/* Adds the text with every byte but the unreserved ones percent-encoded (RFC 3986 §2.3). */
void buffer_add_percent(struct buffer *buffer, struct text t);

void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What has been added so far, never absent; valid until the next addition. */
struct text buffer_text(const struct buffer *buffer);

/* Forgets the content, keeps the memory. */
void buffer_clear(struct buffer *buffer);

#endif
