#include "connector/layout.h"

#define BLANKS 4
#define TEXT_BYTES_MAX ((size_t)8 * 1024 * 1024)

struct layout {
	struct buffer out;
	size_t level;
};

static void begin_line(struct layout *layout)
{
	buffer_add_char(&layout->out, '\n');
	for (size_t i = 0; i < layout->level * BLANKS; i++)
		buffer_add_char(&layout->out, ' ');
}

/* Adds the string at the start of `t`, quotes included, and returns its length. */
static size_t add_string(struct layout *layout, struct text t)
{
	size_t end = 1;

	while (end < t.length && t.data[end] != '"')
		end += t.data[end] == '\\' ? 2 : 1;
	buffer_add(&layout->out, text_slice(t, 0, end + 1));
	return end + 1;
}

static void add_bracket(struct layout *layout, struct text json, size_t at)
{
	char c = json.data[at];
	bool opens = c == '{' || c == '[';
	bool is_empty = opens ? json.data[at + 1] == c + 2 : json.data[at - 1] == c - 2;

	if (opens) {
		buffer_add_char(&layout->out, c);
		layout->level++;
		if (!is_empty)
			begin_line(layout);
		return;
	}
	layout->level--;
	if (!is_empty)
		begin_line(layout);
	buffer_add_char(&layout->out, c);
}

static void add_byte(struct layout *layout, struct text json, size_t at)
{
	switch (json.data[at]) {
	case '{':
	case '[':
	case '}':
	case ']':
		add_bracket(layout, json, at);
		break;
	case ',':
		buffer_add_char(&layout->out, ',');
		begin_line(layout);
		break;
	case ':':
		buffer_add(&layout->out, TEXT(": "));
		break;
	default:
		buffer_add_char(&layout->out, json.data[at]);
	}
}

enum status layout_finish(const struct jsonwrite *out, struct text *ret_text, struct fault *fault)
{
	struct layout layout = {.out = buffer_make(fault->arena, TEXT_BYTES_MAX)};
	struct text json;

	if (jsonwrite_finish(out, &json, fault) != STATUS_OK)
		return fault->status;
	for (size_t at = 0; at < json.length;) {
		if (json.data[at] == '"')
			at += add_string(&layout, text_slice(json, at, json.length));
		else
			add_byte(&layout, json, at++);
	}
	buffer_add_char(&layout.out, '\n');
	*ret_text = buffer_text(&layout.out);
	return STATUS_OK;
}
