#include "http/router.h"

#include "base/buffer.h"
#include "http/message.h"

/* Longer than a path with every byte encoded. */
#define FILLED_BYTES_MAX 65536

/* Matches "{name}" or "{name}:verb" against one segment. */
static bool match_param(
	struct arena *arena, struct text pattern, struct text segment, struct router_params *params)
{
	struct text verb = text_slice(pattern, text_find(pattern, '}') + 1, pattern.length);
	struct text value;

	if (segment.length <= verb.length ||
		!text_equal(text_slice(segment, segment.length - verb.length, verb.length), verb))
		return false;
	value = text_slice(segment, 0, segment.length - verb.length);
	if (!message_percent_decode(arena, value, false, &params->values[params->count]))
		params->malformed = true;
	params->count++;
	return true;
}

bool router_match(struct arena *arena, const char *pattern, struct text path,
	struct router_params *ret_params)
{
	struct text patterns = text_from(pattern), expected, segment;
	struct router_params params = {0};

	if (path.length > 1 && path.data[path.length - 1] == '/')
		path = text_slice(path, 0, path.length - 1);
	while (text_split_next(&patterns, '/', &expected)) {
		bool is_param = expected.length > 0 && expected.data[0] == '{';

		if (!text_split_next(&path, '/', &segment))
			return false;
		if (is_param ? !match_param(arena, expected, segment, &params)
			     : !text_equal(expected, segment))
			return false;
	}
	if (text_is_set(path))
		return false;
	*ret_params = params;
	return true;
}

struct text router_fill(
	struct arena *arena, const char *pattern, const struct router_params *params)
{
	struct buffer out = buffer_make(arena, FILLED_BYTES_MAX);
	struct text rest = text_from(pattern);
	size_t next = 0;

	while (rest.length > 0) {
		size_t begin = text_find(rest, '{');

		buffer_add(&out, text_slice(rest, 0, begin));
		if (begin < rest.length)
			buffer_add_percent(&out, params->values[next++]);
		rest = text_slice(rest, begin, rest.length);
		rest = text_slice(rest, text_find(rest, '}') + 1, rest.length);
	}
	return buffer_text(&out);
}
