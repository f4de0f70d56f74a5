#include "base/log.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/jsonwrite.h"
#include "base/log_queue.h"

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

/* Puts '?' in place of every byte that is not UTF-8. */
static void replace_flaws(char *bytes, size_t length)
{
	size_t at = 0, offset;

	for (; at < length; at++) {
		enum text_flaw flaw = text_check((struct text){bytes + at, length - at}, &offset);

		at += offset;
		if (flaw == TEXT_NOT_UTF8)
			bytes[at] = '?';
	}
}

/* The value cut to LOG_VALUE_BYTES, and made UTF-8 in `copy` if it is not. */
static struct text clean(struct text value, char copy[LOG_VALUE_BYTES])
{
	struct text cut = text_slice(value, 0, LOG_VALUE_BYTES);

	if (text_check(cut, NULL) == TEXT_GOOD)
		return cut;
	memcpy(copy, cut.data, cut.length);
	replace_flaws(copy, cut.length);
	return (struct text){copy, cut.length};
}

/* Leaves a field out that would keep the line from ending. */
static void add_field(struct jsonwrite *out, const struct log_field *field)
{
	struct jsonwrite before = *out;
	char copy[LOG_VALUE_BYTES];

	if (field->is_number)
		jsonwrite_int(out, field->name, field->number);
	else
		jsonwrite_text(out, field->name, clean(field->text, copy));
	if (out->buffer.full || out->buffer.length + sizeof("}") > LINE_LIMIT_BYTES)
		*out = before;
}

void log_event(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count)
{
	char bytes[LINE_LIMIT_BYTES], time[CLOCK_TEXT_BYTES];
	struct jsonwrite out = {.buffer = buffer_over(bytes, sizeof(bytes))};
	struct text line;

	if (level < log->threshold)
		return;
	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "time", clock_format(clock_now_ms(&clock_system), time));
	jsonwrite_text(&out, "level", text_from(level_names[level]));
	jsonwrite_text(&out, "event", text_from(event));
	for (size_t i = 0; i < count; i++)
		add_field(&out, &fields[i]);
	jsonwrite_close(&out, '}');
	line = jsonwrite_line(&out);
	if (log->queue != NULL)
		log_queue_add(log->queue, line, level >= LOG_WARNING);
	else if (write(log->fd, line.data, line.length) < 0) {
		/* A log that cannot be written has nobody left to tell. */
	}
}

void log_start_queue(struct log *log)
{
	log->queue = log_queue_start(log->fd);
}

void log_end_queue(struct log *log)
{
	log_queue_end(log->queue);
	log->queue = NULL;
}
