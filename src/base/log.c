#include "base/log.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/jsonwrite.h"

/* What one write(2) to a pipe keeps in one piece. */
#define LINE_LIMIT_BYTES PIPE_BUF

static const char *const level_names[] = {"debug", "info", "warning", "error"};

enum log_level log_level_named(struct text name)
{
	for (int i = LOG_DEBUG; i <= LOG_ERROR; i++) {
		if (text_equal(text_from(level_names[i]), name))
			return (enum log_level)i;
	}
	return LOG_INFO;
}

/* The value with '?' in place of every byte that is not UTF-8, cut to LOG_VALUE_BYTES. */
static struct text clean(struct arena *arena, struct text value)
{
	struct text cut = text_slice(value, 0, LOG_VALUE_BYTES);
	char *bytes = arena_alloc(arena, cut.length + 1);
	size_t at = 0, offset;

	if (!text_is_set(value))
		return value;
	memcpy(bytes, cut.data, cut.length);
	for (; at < cut.length; at++) {
		struct text rest = {bytes + at, cut.length - at};
		enum text_flaw flaw = text_check(rest, &offset);

		at += offset;
		if (flaw == TEXT_NOT_UTF8)
			bytes[at] = '?';
	}
	return (struct text){bytes, cut.length};
}

/* Leaves a field out that would keep the line from ending. */
static void add_field(struct jsonwrite *out, const struct log_field *field)
{
	struct jsonwrite before = *out;

	if (field->is_number)
		jsonwrite_int(out, field->name, field->number);
	else
		jsonwrite_text(out, field->name, clean(out->buffer.arena, field->text));
	if (out->buffer.full || out->buffer.length + sizeof("}") > LINE_LIMIT_BYTES)
		*out = before;
}

void log_event(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count)
{
	struct arena *arena;
	struct jsonwrite out;
	struct text line;

	if (level < log->threshold)
		return;
	arena = arena_new();
	out = jsonwrite_make(arena, LINE_LIMIT_BYTES);
	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "time", clock_text(arena, clock_now_ms(&clock_system)));
	jsonwrite_text(&out, "level", text_from(level_names[level]));
	jsonwrite_text(&out, "event", text_from(event));
	for (size_t i = 0; i < count; i++)
		add_field(&out, &fields[i]);
	jsonwrite_close(&out, '}');
	line = jsonwrite_line(&out);
	if (write(log->fd, line.data, line.length) < 0) {
		/* A log that cannot be written has nobody left to tell. */
	}
	arena_free(arena);
}
