#include "base/text.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

struct text text_from(const char *cstr)
{
	if (cstr == NULL)
		return TEXT_NONE;
	return (struct text){cstr, strlen(cstr)};
}

bool text_equal(struct text a, struct text b)
{
	if (a.length != b.length)
		return false;
	return a.length == 0 || memcmp(a.data, b.data, a.length) == 0;
}

bool text_equal_nocase(struct text a, struct text b)
{
	if (a.length != b.length)
		return false;
	return a.length == 0 || strncasecmp(a.data, b.data, a.length) == 0;
}

bool text_starts_with(struct text t, struct text prefix)
{
	return t.length >= prefix.length && text_equal(text_slice(t, 0, prefix.length), prefix);
}

int text_compare(struct text a, struct text b)
{
	size_t common = a.length < b.length ? a.length : b.length;
	int order = common == 0 ? 0 : memcmp(a.data, b.data, common);

	if (order != 0)
		return order;
	return (a.length > b.length) - (a.length < b.length);
}

uint64_t text_hash(struct text t, uint64_t before)
{
	uint64_t hash = before;

	for (size_t i = 0; i < t.length; i++)
		hash = (hash ^ (unsigned char)t.data[i]) * UINT64_C(0x100000001b3);
	return hash;
}

size_t text_hash_slot(uint64_t hash, size_t slots)
{
	return (size_t)((hash ^ hash >> 32) % slots);
}

struct text text_slice(struct text t, size_t from, size_t length)
{
	if (!text_is_set(t))
		return t;
	if (from > t.length)
		from = t.length;
	if (length > t.length - from)
		length = t.length - from;
	return (struct text){t.data + from, length};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text t)
{
	while (t.length > 0 && is_blank(t.data[0])) {
		t.data++;
		t.length--;
	}
	while (t.length > 0 && is_blank(t.data[t.length - 1]))
		t.length--;
	return t;
}

size_t text_find(struct text t, char c)
{
	const char *at = t.length == 0 ? NULL : memchr(t.data, c, t.length);

	return at == NULL ? t.length : (size_t)(at - t.data);
}

bool text_split_next(struct text *rest, char separator, struct text *ret_piece)
{
	size_t at;

	if (!text_is_set(*rest))
		return false;
	at = text_find(*rest, separator);
	*ret_piece = text_slice(*rest, 0, at);
	*rest = at == rest->length ? TEXT_NONE : text_slice(*rest, at + 1, rest->length);
	return true;
}

static bool is_separator(char c)
{
	return c == ',' || is_blank(c);
}

bool text_next_word(struct text *rest, struct text *ret_word)
{
	size_t from = 0, to;

	while (from < rest->length && is_separator(rest->data[from]))
		from++;
	for (to = from; to < rest->length && !is_separator(rest->data[to]);)
		to++;
	*ret_word = text_slice(*rest, from, to - from);
	*rest = text_slice(*rest, to, rest->length);
	return to > from;
}

bool text_to_int64(struct text t, int64_t *ret_value)
{
	bool negative = t.length > 0 && t.data[0] == '-';
	int64_t value = 0;

	if (t.length == (size_t)negative)
		return false;
	for (size_t i = negative; i < t.length; i++) {
		int digit = t.data[i] - '0';

		if (digit < 0 || digit > 9)
			return false;
		/* Accumulate negatively, because INT64_MIN has no positive counterpart. */
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_sub_overflow(value, digit, &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*ret_value = negative ? value : -value;
	return true;
}

int text_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_forbidden_control(unsigned char c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

enum text_flaw text_check(struct text t, size_t *ret_offset)
{
	size_t at = 0;
	enum text_flaw flaw = TEXT_GOOD;

	while (at < t.length) {
		const unsigned char *here = (const unsigned char *)t.data + at;
		utf8proc_int32_t point;
		utf8proc_ssize_t width = 1;

		if (*here >= 0x80)
			width = utf8proc_iterate(here, (utf8proc_ssize_t)(t.length - at), &point);
		else if (is_forbidden_control(*here))
			flaw = TEXT_CONTROL;
		if (width < 1)
			flaw = TEXT_NOT_UTF8;
		if (flaw != TEXT_GOOD)
			break;
		at += (size_t)width;
	}
	if (ret_offset != NULL)
		*ret_offset = at;
	return flaw;
}

size_t text_code_points(struct text t)
{
	size_t count = 0;

	for (size_t i = 0; i < t.length; i++)
		count += ((unsigned char)t.data[i] & 0xc0) != 0x80;
	return count;
}
