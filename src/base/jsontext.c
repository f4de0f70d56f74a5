#include "base/jsontext.h"

/* Sizes on a 64-bit machine, including the overhead of malloc(). */
#define OBJECT_BYTES 256
#define ARRAY_BYTES 128
#define MEMBER_BYTES 128
#define VALUE_BYTES 64

struct text jsontext_skip_blanks(struct text t)
{
	while (t.length > 0 &&
		(t.data[0] == ' ' || t.data[0] == '\t' || t.data[0] == '\r' || t.data[0] == '\n'))
		t = text_slice(t, 1, t.length);
	return t;
}

size_t jsontext_measure(struct text t)
{
	bool in_string = false;
	size_t depth = 0;

	for (size_t i = 0; i < t.length; i++) {
		char c = t.data[i];

		if (c == '\\' && in_string) {
			i++;
		} else if (c == '"') {
			in_string = !in_string;
		} else if (!in_string && depth == 0 &&
			(c == ',' || c == ':' || c == ']' || c == '}')) {
			return i;
		} else if (!in_string && (c == '{' || c == '[')) {
			depth++;
		} else if (!in_string && depth > 0 && (c == '}' || c == ']')) {
			depth--;
		}
	}
	return t.length;
}

static size_t estimate_character(char c)
{
	switch (c) {
	case '{':
		return OBJECT_BYTES;
	case '[':
		return ARRAY_BYTES;
	case ':':
		return MEMBER_BYTES;
	case ',':
		return VALUE_BYTES;
	default:
		return 0;
	}
}

size_t jsontext_estimate_tree_bytes(struct text t)
{
	size_t bytes = t.length + VALUE_BYTES;
	bool in_string = false;

	for (size_t i = 0; i < t.length; i++) {
		if (t.data[i] == '\\' && in_string)
			i++;
		else if (t.data[i] == '"')
			in_string = !in_string;
		else if (!in_string)
			bytes += estimate_character(t.data[i]);
	}
	return bytes;
}

struct text jsontext_cut_value(struct text *members)
{
	struct text rest = jsontext_skip_blanks(*members);
	size_t name;

	if (rest.length == 0)
		return TEXT_NONE;
	rest = text_slice(rest, 1, rest.length);
	name = jsontext_measure(rest);
	rest = text_slice(rest, name + 1, rest.length);
	*members = text_slice(rest, jsontext_measure(rest), rest.length);
	return text_slice(rest, 0, jsontext_measure(rest));
}

struct text jsontext_compact(struct arena *arena, struct text t)
{
	char *out = arena_alloc(arena, t.length + 1);
	size_t length = 0;
	bool in_string = false;

	for (size_t i = 0; i < t.length; i++) {
		char c = t.data[i];

		if (!in_string && (c == ' ' || c == '\t' || c == '\r' || c == '\n'))
			continue;
		out[length++] = c;
		if (c == '\\' && in_string && i + 1 < t.length)
			out[length++] = t.data[++i];
		else if (c == '"')
			in_string = !in_string;
	}
	return (struct text){out, length};
}
