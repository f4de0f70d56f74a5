#include "base/jsonwrite.h"

#include <stdio.h>

#include "base/clock.h"

struct jsonwrite jsonwrite_make(struct arena *arena, size_t limit_bytes)
{
	return (struct jsonwrite){.buffer = buffer_make(arena, limit_bytes)};
}

static void add_escaped(struct buffer *out, unsigned char c)
{
	static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	char code[7];

	for (size_t i = 0; i + 1 < sizeof(shorts); i += 2) {
		if (shorts[i] == (char)c) {
			buffer_add_char(out, '\\');
			buffer_add_char(out, shorts[i + 1]);
			return;
		}
	}
	snprintf(code, sizeof(code), "\\u%04x", c);
	buffer_add(out, text_from(code));
}

static void add_string(struct buffer *out, struct text value)
{
	size_t plain = 0;

	buffer_add_char(out, '"');
	for (size_t i = 0; i < value.length; i++) {
		unsigned char c = (unsigned char)value.data[i];

		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
			continue;
		buffer_add(out, text_slice(value, plain, i - plain));
		add_escaped(out, c);
		plain = i + 1;
	}
	buffer_add(out, text_slice(value, plain, value.length));
	buffer_add_char(out, '"');
}

static void add_name(struct jsonwrite *out, const char *name)
{
	if (out->need_comma)
		buffer_add_char(&out->buffer, ',');
	out->need_comma = true;
	if (name != NULL) {
		add_string(&out->buffer, text_from(name));
		buffer_add_char(&out->buffer, ':');
	}
}

void jsonwrite_name(struct jsonwrite *out, const char *name)
{
	add_name(out, name);
	out->need_comma = false;
}

void jsonwrite_open_member(struct jsonwrite *out, const char *name, char bracket)
{
	add_name(out, name);
	buffer_add_char(&out->buffer, bracket);
	out->need_comma = false;
}

void jsonwrite_open(struct jsonwrite *out, char bracket)
{
	jsonwrite_open_member(out, NULL, bracket);
}

void jsonwrite_close(struct jsonwrite *out, char bracket)
{
	buffer_add_char(&out->buffer, bracket);
	out->need_comma = true;
}

void jsonwrite_text(struct jsonwrite *out, const char *name, struct text value)
{
	if (!text_is_set(value))
		return;
	add_name(out, name);
	add_string(&out->buffer, value);
}

void jsonwrite_names(
	struct jsonwrite *out, const char *name, uint32_t bits, const struct field_name *names)
{
	jsonwrite_open_member(out, name, '[');
	for (; names->name != NULL; names++) {
		if (bits & names->bit)
			jsonwrite_text(out, NULL, text_from(names->name));
	}
	jsonwrite_close(out, ']');
}

void jsonwrite_raw(struct jsonwrite *out, const char *name, struct text json)
{
	if (!text_is_set(json))
		return;
	add_name(out, name);
	buffer_add(&out->buffer, json);
}

void jsonwrite_int(struct jsonwrite *out, const char *name, int64_t value)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		digits[--at] = '-';
	jsonwrite_raw(out, name, (struct text){digits + at, sizeof(digits) - at});
}

void jsonwrite_bool(struct jsonwrite *out, const char *name, bool value)
{
	jsonwrite_raw(out, name, value ? TEXT("true") : TEXT("false"));
}

void jsonwrite_decimal(struct jsonwrite *out, const char *name, double value)
{
	char digits[64];
	int length = snprintf(digits, sizeof(digits), "%.4f", value);

	while (digits[length - 1] == '0')
		length--;
	if (digits[length - 1] == '.')
		length--;
	jsonwrite_raw(out, name, (struct text){digits, (size_t)length});
}

void jsonwrite_time(struct jsonwrite *out, const char *name, int64_t time_ms)
{
	jsonwrite_text(out, name, clock_text(out->buffer.arena, time_ms));
}

void jsonwrite_end_line(struct jsonwrite *out)
{
	buffer_add_char(&out->buffer, '\n');
	out->need_comma = false;
}

size_t jsonwrite_length(const struct jsonwrite *out)
{
	return out->buffer.length;
}

enum status jsonwrite_finish(
	const struct jsonwrite *out, struct text *ret_document, struct fault *fault)
{
	*ret_document = TEXT_NONE;
	if (out->buffer.full)
		return fault_set(fault, STATUS_INTERNAL, "DocumentTooLarge",
			"A JSON document is larger than its bound of %zu bytes.",
			out->buffer.limit);
	*ret_document = buffer_text(&out->buffer);
	return STATUS_OK;
}
