#include "base/buffer.h"

#include <string.h>

struct buffer buffer_make(struct arena *arena, size_t limit_bytes)
{
	return (struct buffer){.arena = arena, .limit = limit_bytes};
}

struct buffer buffer_over(char *bytes, size_t size_bytes)
{
	return (struct buffer){.data = bytes, .capacity = size_bytes, .limit = size_bytes};
}

static bool ensure_capacity(struct buffer *buffer, size_t more_bytes)
{
	size_t capacity = buffer->capacity == 0 ? 256 : buffer->capacity;

	if (buffer->full || more_bytes > buffer->limit - buffer->length) {
		buffer->full = true;
		return false;
	}
	while (capacity < buffer->length + more_bytes)
		capacity *= 2;
	if (capacity != buffer->capacity) {
		buffer->data = arena_grow(buffer->arena, buffer->data, buffer->capacity, capacity);
		buffer->capacity = capacity;
	}
	return true;
}

void buffer_add(struct buffer *buffer, struct text t)
{
	if (t.length == 0 || !ensure_capacity(buffer, t.length))
		return;
	memcpy(buffer->data + buffer->length, t.data, t.length);
	buffer->length += t.length;
}

void buffer_add_char(struct buffer *buffer, char c)
{
	buffer_add(buffer, (struct text){&c, 1});
}

static bool is_unreserved(char c)
{
	char lower = (char)(c | 0x20);

	return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
		c == '_' || c == '~';
}

void buffer_add_percent(struct buffer *buffer, struct text t)
{
	for (size_t i = 0; i < t.length; i++) {
		if (is_unreserved(t.data[i]))
			buffer_add_char(buffer, t.data[i]);
		else
			buffer_printf(buffer, "%%%02X", (unsigned int)(unsigned char)t.data[i]);
	}
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buffer_add(buffer, arena_vprintf(buffer->arena, format, args));
	va_end(args);
}

struct text buffer_text(const struct buffer *buffer)
{
	return (struct text){buffer->data == NULL ? "" : buffer->data, buffer->length};
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	buffer->full = false;
}
