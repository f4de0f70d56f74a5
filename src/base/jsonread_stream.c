#include "base/jsonread_stream.h"

#include "base/jsontext.h"

/* Longer than most elements, and short enough that a failed attempt to parse it is cheap. */
#define WINDOW_BYTES ((size_t)32 * 1024)

#define NOT_AN_ARRAY                                                                               \
	"the document is not a JSON array: put [ ] around a single item, and take a list out of "  \
	"the object that contains it"

static bool take(struct jsonread_stream *stream, char c)
{
	stream->rest = jsontext_skip_blanks(stream->rest);
	if (stream->rest.length == 0 || stream->rest.data[0] != c)
		return false;
	stream->rest = text_slice(stream->rest, 1, stream->rest.length);
	return true;
}

static const struct jsonread_node *end_stream(
	struct jsonread_stream *stream, const char *why, struct jsonread_flaw *ret_flaw)
{
	stream->ended = true;
	if (why != NULL)
		ret_flaw->why = text_from(why);
	return NULL;
}

/* Returns the length of the first element, which may be malformed: the offset of the comma or
 * bracket after it, or the length of the text if there is none. */
static size_t measure_element(struct text rest)
{
	size_t at = jsontext_measure(rest);

	while (at < rest.length && (rest.data[at] == ':' || rest.data[at] == '}'))
		at += 1 + jsontext_measure(text_slice(rest, at + 1, rest.length));
	return at;
}

/* Skips a malformed element. Returns false if it reaches the end of the text. */
static bool skip_element(struct jsonread_stream *stream)
{
	size_t at = measure_element(stream->rest);

	stream->rest = text_slice(stream->rest, at, stream->rest.length);
	return stream->rest.length > 0;
}

/* Parses the element within a window first, because most elements end there. Measures an element
 * before it is parsed only if it does not. */
static const struct jsonread_node *load_element(
	struct arena *arena, struct text rest, size_t *ret_used, struct jsonread_flaw *ret_flaw)
{
	struct text window = text_slice(rest, 0, WINDOW_BYTES);
	const struct jsonread_node *node = jsonread_parse_first(arena, window, ret_used, ret_flaw);
	size_t length;

	if (rest.length == window.length || (node != NULL && *ret_used < window.length))
		return node;
	length = measure_element(rest);
	if (length < window.length)
		return node;
	*ret_flaw = (struct jsonread_flaw){0};
	*ret_used = length;
	return jsonread_parse_element(arena, text_slice(rest, 0, length), ret_flaw);
}

const struct jsonread_node *jsonread_stream_next(
	struct jsonread_stream *stream, struct arena *arena, struct jsonread_flaw *ret_flaw)
{
	const struct jsonread_node *node;
	size_t used = 0;
	bool first = !stream->started;

	if (stream->ended)
		return NULL;
	if (first && !take(stream, '['))
		return end_stream(stream, NOT_AN_ARRAY, ret_flaw);
	stream->started = true;
	if (take(stream, ']')) {
		stream->rest = jsontext_skip_blanks(stream->rest);
		return end_stream(stream, stream->rest.length > 0 ? "text follows the array" : NULL,
			ret_flaw);
	}
	if (!first && !take(stream, ','))
		return end_stream(stream, "a comma or ] is missing", ret_flaw);
	node = load_element(arena, stream->rest, &used, ret_flaw);
	if (node == NULL) {
		stream->ended = !skip_element(stream);
		return NULL;
	}
	stream->written = text_slice(stream->rest, 0, used);
	stream->rest = text_slice(stream->rest, used, stream->rest.length);
	return node;
}
