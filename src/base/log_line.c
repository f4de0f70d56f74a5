#include "base/log_line.h"

#include <string.h>

#include "base/clock.h"
#include "base/jsonwrite.h"

/* Replaces each byte that is not valid UTF-8 by '?'. */
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

/* Returns the value, cut to LOG_VALUE_BYTES. If it is not valid UTF-8, corrects it in `copy`. */
static struct text clean(struct text value, char copy[LOG_VALUE_BYTES])
{
	struct text cut = text_slice(value, 0, LOG_VALUE_BYTES);

	if (text_check(cut, NULL) == TEXT_GOOD)
		return cut;
	memcpy(copy, cut.data, cut.length);
	replace_flaws(copy, cut.length);
	return (struct text){copy, cut.length};
}

/* Omits the field if the line would then be too long. */
static void add_field(struct jsonwrite *out, const struct log_field *field)
{
	struct jsonwrite before = *out;
	char copy[LOG_VALUE_BYTES];

	if (field->is_number)
		jsonwrite_int(out, field->name, field->number);
	else
		jsonwrite_text(out, field->name, clean(field->text, copy));
	if (out->buffer.full || out->buffer.length + sizeof("}") > LOG_LINE_BYTES)
		*out = before;
}

struct text log_line_make(char bytes[LOG_LINE_BYTES], const char *level, const char *event,
	const struct log_field *fields, size_t count)
{
	struct jsonwrite out = {.buffer = buffer_over(bytes, LOG_LINE_BYTES)};
	char time[CLOCK_TEXT_BYTES];

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "time", clock_format(clock_now_ms(&clock_system), time));
	jsonwrite_text(&out, "level", text_from(level));
	jsonwrite_text(&out, "event", text_from(event));
	for (size_t i = 0; i < count; i++)
		add_field(&out, &fields[i]);
	jsonwrite_close(&out, '}');
	jsonwrite_end_line(&out);
	return buffer_text(&out.buffer);
}
