#include "base/file_content.h"

#include "base/jsonread.h"
#include "base/jsontext.h"

/* Longest media type, with its quotes. */
#define TYPE_BYTES_MAX 300

/* \uXXXX */
#define UNICODE_DIGITS 4

static bool take(struct text *rest, char c)
{
	*rest = jsontext_skip_blanks(*rest);
	if (rest->length == 0 || rest->data[0] != c)
		return false;
	*rest = text_slice(*rest, 1, rest->length);
	return true;
}

/* Removes the next value, or the name of a member, and returns its source text. */
static struct text cut(struct text *rest)
{
	struct text value;

	*rest = jsontext_skip_blanks(*rest);
	value = text_slice(*rest, 0, jsontext_measure(*rest));
	*rest = text_slice(*rest, value.length, rest->length);
	return text_trim(value);
}

static bool is_string(struct text value)
{
	return value.length >= 2 && value.data[0] == '"' && value.data[value.length - 1] == '"';
}

static struct text read_type(struct arena *arena, struct text value)
{
	if (value.length > TYPE_BYTES_MAX)
		return TEXT_NONE;
	return jsonread_text(jsonread_parse(arena, value, NULL));
}

/* Reads a member. Returns false if it does not belong to a file. */
static bool read_member(
	struct arena *arena, struct text name, struct text value, struct file_content *content)
{
	if (text_equal(name, TEXT("\"$content-type\"")) && !text_is_set(content->media_type)) {
		content->media_type = read_type(arena, value);
		return text_is_set(content->media_type);
	}
	if (!text_equal(name, TEXT("\"$content\"")) || text_is_set(content->encoded) ||
		!is_string(value))
		return false;
	content->encoded = text_slice(value, 1, value.length - 2);
	return true;
}

enum file_content_form file_content_find(
	struct arena *arena, struct text document, struct file_content *ret_content)
{
	struct text rest = document;
	bool has_content = false, good = true, more = take(&rest, '{');

	*ret_content = (struct file_content){TEXT_NONE, TEXT_NONE};
	while (more) {
		struct text name = cut(&rest), value;

		good = take(&rest, ':') && good;
		has_content = has_content || text_equal(name, TEXT("\"$content\""));
		value = cut(&rest);
		good = good && read_member(arena, name, value, ret_content);
		more = take(&rest, ',');
	}
	if (!has_content)
		return FILE_CONTENT_NONE;
	good = good && take(&rest, '}') && jsontext_skip_blanks(rest).length == 0;
	return good ? FILE_CONTENT_FOUND : FILE_CONTENT_MALFORMED;
}

/* Decodes an escape sequence after its backslash, as far as it can be in base64: writers escape the
 * slash, and some escape signs. Returns NUL if it is anything else. */
static char take_escape(struct text *rest)
{
	int code = 0;
	char c = '\0';

	if (rest->length > 0)
		c = rest->data[0];
	*rest = text_slice(*rest, 1, rest->length);
	if (c == '/')
		return c;
	if (c != 'u' || rest->length < UNICODE_DIGITS)
		return '\0';
	for (int i = 0; i < UNICODE_DIGITS; i++) {
		int digit = text_hex_digit(rest->data[i]);

		if (digit < 0)
			return '\0';
		code = code * 16 + digit;
	}
	*rest = text_slice(*rest, UNICODE_DIGITS, rest->length);
	return code < 128 ? (char)code : '\0';
}

/* Removes a run of characters, at most `max`, or the character of an escape sequence, which
 * *escaped receives. */
static struct text take_run(struct text *rest, size_t max, char *escaped)
{
	struct text run = text_slice(*rest, 0, max);

	run = text_slice(run, 0, text_find(run, '\\'));
	*rest = text_slice(*rest, run.length, rest->length);
	if (run.length > 0)
		return run;
	*rest = text_slice(*rest, 1, rest->length);
	*escaped = take_escape(rest);
	return (struct text){escaped, 1};
}

bool file_content_next(struct file_content_reader *reader, struct text *ret_piece)
{
	size_t length = 0, count;
	char escaped;

	while (!reader->malformed && reader->rest.length > 0 && length < FILE_CONTENT_PIECE_BYTES) {
		struct text run =
			take_run(&reader->rest, FILE_CONTENT_PIECE_BYTES - length, &escaped);

		reader->malformed =
			!base64_add(&reader->decoder, run, reader->bytes + length, &count);
		length += reader->malformed ? 0 : count;
	}
	*ret_piece = (struct text){reader->bytes, length};
	if (reader->rest.length == 0 && length == 0)
		reader->malformed = reader->malformed || !base64_is_complete(&reader->decoder);
	return !reader->malformed && length > 0;
}
