#include "support/schema_value.h"

#include <regex.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/guid.h"

/* Adds what "\uHHHH" stands for, if that is an ASCII character. No text has a NUL: 1 is as good. */
static bool add_code_point(struct buffer *out, struct text digits)
{
	int code = 0;

	for (size_t i = 0; i < digits.length; i++)
		code = code * 16 + text_hex_digit(digits.data[i]);
	buffer_add_char(out, (char)(code == 0 ? 1 : code));
	return digits.length == 4 && code >= 0 && code < 0x80;
}

/* The POSIX form of a pattern of ECMA-262, as far as they differ here: escapes of code points.
 * Absent if an escape has no such form. */
static struct text posix_pattern(struct arena *arena, struct text pattern)
{
	struct buffer out = buffer_make(arena, 2 * pattern.length + 1);
	bool is_bracket = false, good = true;

	for (size_t i = 0; i < pattern.length; i++) {
		char c = pattern.data[i];
		bool is_escape = c == '\\' && i + 1 < pattern.length;

		if (is_escape && pattern.data[i + 1] == 'u') {
			good = add_code_point(&out, text_slice(pattern, i + 2, 4)) && good;
			i += 5;
			continue;
		}
		if (is_escape) {
			good = good && !is_bracket && text_hex_digit(pattern.data[i + 1]) < 0;
			buffer_add_char(&out, c);
			c = pattern.data[++i];
		} else if (c == '[') {
			is_bracket = true;
		} else if (c == ']') {
			is_bracket = false;
		}
		buffer_add_char(&out, c);
	}
	return good ? buffer_text(&out) : TEXT_NONE;
}

static bool matches(struct arena *arena, struct text t, struct text pattern)
{
	struct text posix = posix_pattern(arena, pattern);
	regex_t regex;
	bool good;

	if (!text_is_set(posix) ||
		regcomp(&regex, arena_cstr(arena, posix), REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	good = regexec(&regex, arena_cstr(arena, t), 0, NULL, 0) == 0;
	regfree(&regex);
	return good;
}

static const char *type_name(const struct jsonread_node *value)
{
	switch (jsonread_type(value)) {
	case JSONREAD_BOOLEAN:
		return "boolean";
	case JSONREAD_INTEGER:
		return "integer";
	case JSONREAD_REAL:
		return "number";
	case JSONREAD_STRING:
		return "string";
	case JSONREAD_ARRAY:
		return "array";
	case JSONREAD_OBJECT:
		return "object";
	case JSONREAD_NULL:
	case JSONREAD_ABSENT:
		break;
	}
	return "null";
}

static bool is_type(const struct jsonread_node *value, struct text type)
{
	return text_equal(text_from(type_name(value)), type) ||
		(text_equal(type, TEXT("number")) && jsonread_type(value) == JSONREAD_INTEGER);
}

static struct text check_type(
	struct arena *arena, const struct jsonread_node *said, const struct jsonread_node *value)
{
	bool good = is_type(value, jsonread_text(said));

	for (size_t i = 0; i < jsonread_count(said); i++)
		good = good || is_type(value, jsonread_text(jsonread_element(said, i)));
	return good ? TEXT_NONE
		    : arena_printf(arena, "is of type %s, which is not declared", type_name(value));
}

static bool is_same(const struct jsonread_node *a, const struct jsonread_node *b)
{
	double left = 0, right = 1;

	if (jsonread_type(a) == JSONREAD_STRING)
		return text_equal(jsonread_text(a), jsonread_text(b));
	if (jsonread_type(a) == JSONREAD_BOOLEAN)
		return jsonread_type(b) == JSONREAD_BOOLEAN &&
			jsonread_is_true(a) == jsonread_is_true(b);
	return jsonread_number(a, &left) && jsonread_number(b, &right) && left == right;
}

static struct text check_const(
	struct arena *arena, const struct jsonread_node *said, const struct jsonread_node *value)
{
	(void)arena;
	return is_same(said, value) ? TEXT_NONE : TEXT("is not the declared constant");
}

static struct text check_enum(
	struct arena *arena, const struct jsonread_node *said, const struct jsonread_node *value)
{
	(void)arena;
	for (size_t i = 0; i < jsonread_count(said); i++) {
		if (is_same(jsonread_element(said, i), value))
			return TEXT_NONE;
	}
	return TEXT("is none of the declared values");
}

static struct text check_pattern(
	struct arena *arena, const struct jsonread_node *said, const struct jsonread_node *value)
{
	return matches(arena, jsonread_text(value), jsonread_text(said))
		? TEXT_NONE
		: TEXT("does not match the pattern");
}

static bool is_of_format(struct arena *arena, struct text t, struct text format)
{
	struct guid guid;
	int64_t time_ms;

	if (text_equal(format, TEXT("uuid")))
		return guid_parse_strict(t, &guid);
	if (text_equal(format, TEXT("date-time")))
		return clock_parse(t, &time_ms) && t.length > 0 && t.data[t.length - 1] == 'Z';
	if (text_equal(format, TEXT("date")))
		return matches(arena, t, TEXT("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"));
	if (text_equal(format, TEXT("uri")))
		return matches(arena, t, TEXT("^[a-z][a-z0-9+.-]*:[^ ]+$"));
	if (text_equal(format, TEXT("uri-reference")))
		return matches(arena, t, TEXT("^[^ ]+$"));
	return text_equal(format, TEXT("binary"));
}

/* The formats of numbers add nothing to their type: numbers here fit into 64 bits. */
static struct text check_format(
	struct arena *arena, const struct jsonread_node *said, const struct jsonread_node *value)
{
	struct text format = jsonread_text(said);
	bool is_number =
		jsonread_type(value) == JSONREAD_INTEGER || jsonread_type(value) == JSONREAD_REAL;
	bool good = is_number ? text_equal(format, TEXT("int64")) ||
			text_equal(format, TEXT("int32")) || text_equal(format, TEXT("double"))
			      : is_of_format(arena, jsonread_text(value), format);

	return good ? TEXT_NONE : arena_printf(arena, "is not of the format %s", format.data);
}

/* Which size of a value a bound is for. */
static bool size_of(const struct jsonread_node *value, enum jsonread_type type, double *ret_size)
{
	if (jsonread_type(value) != type && type != JSONREAD_REAL)
		return false;
	if (type == JSONREAD_STRING)
		*ret_size = (double)text_code_points(jsonread_text(value));
	else if (type == JSONREAD_ARRAY)
		*ret_size = (double)jsonread_count(value);
	else
		return jsonread_number(value, ret_size);
	return true;
}

static struct text check_bound(struct arena *arena, const struct jsonread_node *said,
	const struct jsonread_node *value, enum jsonread_type type, int sign)
{
	double size = 0, bound = 0;

	if (!size_of(value, type, &size) || !jsonread_number(said, &bound) ||
		sign * size <= sign * bound)
		return TEXT_NONE;
	return arena_printf(arena, "is %s the declared bound", sign > 0 ? "above" : "below");
}

#define BOUND(name_, type_, sign_)                                                                 \
	static struct text name_(struct arena *arena, const struct jsonread_node *said,            \
		const struct jsonread_node *value)                                                 \
	{                                                                                          \
		return check_bound(arena, said, value, type_, sign_);                              \
	}

BOUND(check_minimum, JSONREAD_REAL, -1)
BOUND(check_maximum, JSONREAD_REAL, 1)
BOUND(check_min_length, JSONREAD_STRING, -1)
BOUND(check_max_length, JSONREAD_STRING, 1)
BOUND(check_min_items, JSONREAD_ARRAY, -1)
BOUND(check_max_items, JSONREAD_ARRAY, 1)

static const struct {
	const char *name;
	struct text (*check)(struct arena *arena, const struct jsonread_node *said,
		const struct jsonread_node *value);
} keywords[] = {
	{"const", check_const},
	{"enum", check_enum},
	{"format", check_format},
	{"maxItems", check_max_items},
	{"maxLength", check_max_length},
	{"maximum", check_maximum},
	{"minItems", check_min_items},
	{"minLength", check_min_length},
	{"minimum", check_minimum},
	{"pattern", check_pattern},
	{"type", check_type},
};

bool schema_value_check(struct arena *arena, struct text keyword, const struct jsonread_node *said,
	const struct jsonread_node *value, struct text *ret_why)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		if (text_equal(keyword, text_from(keywords[i].name))) {
			*ret_why = keywords[i].check(arena, said, value);
			return true;
		}
	}
	return false;
}
