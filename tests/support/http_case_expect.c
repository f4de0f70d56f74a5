#include "support/http_case.h"

/* The text after `word` and the blanks that follow it; absent where it does not begin so. */
static struct text after(struct text t, struct text word)
{
	return text_starts_with(t, word) ? text_trim(text_slice(t, word.length, t.length))
					 : TEXT_NONE;
}

/* How long the JSON value is that `t` begins with, up to what divides it from the next one. */
static size_t value_length(struct text t)
{
	bool in_string = false;
	size_t depth = 0, i;

	for (i = 0; i < t.length; i++) {
		char c = t.data[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if (c == '{' || c == '[')
			depth++;
		else if (depth == 0 && (c == ',' || c == '}' || c == ']' || c == ':'))
			break;
		else if (c == '}' || c == ']')
			depth--;
	}
	return i < t.length ? i : t.length;
}

/* `{"a": 1, "b": [2]}` is `body $.a is 1` and `body $.b is [2]`. */
static bool read_members(struct http_case_expectations *to, struct arena *arena, struct text t)
{
	if (t.length < 2 || t.data[0] != '{' || t.data[t.length - 1] != '}')
		return false;
	t = text_slice(t, 1, t.length - 1);
	while (t.length > 0) {
		size_t end = value_length(t);
		struct text name = text_trim(text_slice(t, 0, end)), value;

		t = text_slice(t, end, t.length);
		if (name.length < 3 || name.data[0] != '"' || t.length == 0 || t.data[0] != ':' ||
			to->count == HTTP_CASE_EXPECTATIONS_MAX)
			return false;
		t = text_slice(t, 1, t.length);
		end = value_length(t);
		value = text_trim(text_slice(t, 0, end));
		t = text_trim(text_slice(t, end + 1, t.length));
		to->texts[to->count++] = arena_printf(arena, "body $.%.*s is %.*s",
			(int)name.length - 2, name.data + 1, (int)value.length, value.data);
	}
	return to->count > 0;
}

/* `400 "Code" at "a", "b"` is the status, the code, and the targets of the errors. */
static bool read_status(struct http_case_expectations *to, struct arena *arena, struct text t)
{
	size_t end = text_find(t, ' ');
	struct text rest = text_trim(text_slice(t, end, t.length)), at = after(rest, TEXT("at "));

	to->texts[to->count++] = arena_printf(arena, "status %.*s", (int)end, t.data);
	if (!text_is_set(at) && rest.length > 0) {
		end = text_find(rest, ' ');
		to->texts[to->count++] =
			arena_printf(arena, "body $.code is %.*s", (int)end, rest.data);
		rest = text_trim(text_slice(rest, end, rest.length));
		at = after(rest, TEXT("at "));
	}
	if (text_is_set(at))
		to->texts[to->count++] = arena_printf(
			arena, "body $.errors[*].target is [%.*s]", (int)at.length, at.data);
	return text_is_set(at) || rest.length == 0;
}

bool http_case_expect(struct arena *arena, struct text line, struct http_case_expectations *ret_all)
{
	struct text status = after(line, TEXT("status ")), members = after(line, TEXT("body has "));

	*ret_all = (struct http_case_expectations){.count = 0};
	if (text_is_set(status))
		return read_status(ret_all, arena, status);
	if (text_is_set(members))
		return read_members(ret_all, arena, members);
	ret_all->texts[ret_all->count++] = line;
	return true;
}
