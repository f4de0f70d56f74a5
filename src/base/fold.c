#include "base/fold.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/buffer.h"

/* Unicode blocks of the scripts that write no spaces between words. */
static const struct {
	utf8proc_int32_t first, last;
} unspaced[] = {
	{0x0e00, 0x0eff}, /* Thai, Lao */
	{0x1000, 0x109f}, /* Myanmar */
	{0x1780, 0x17ff}, /* Khmer */
	{0x2e80, 0x2fdf}, /* Han radicals */
	{0x3005, 0x3007}, /* iteration mark, closing mark, zero */
	{0x3040, 0x30ff}, /* Hiragana, Katakana */
	{0x31f0, 0x31ff},
	{0x3400, 0x4dbf}, /* Han */
	{0x4e00, 0x9fff},
	{0xf900, 0xfaff},
	{0x20000, 0x3ffff},
};

/* Longest run of combining marks that is reordered as a whole, as in the Stream-Safe Text Format
 * (UAX #15 §13). Reordering n marks costs n², and clients control n. */
#define MARKS_MAX 30

/* Removes the next code point from the front of a well-formed text. Returns false at its end. */
static bool take_point(struct text *rest, utf8proc_int32_t *ret_point, struct text *ret_bytes)
{
	utf8proc_ssize_t length;

	if (rest->length == 0)
		return false;
	length = utf8proc_iterate(
		(const utf8proc_uint8_t *)rest->data, (utf8proc_ssize_t)rest->length, ret_point);
	if (length <= 0)
		abort();
	*ret_bytes = text_slice(*rest, 0, (size_t)length);
	*rest = text_slice(*rest, (size_t)length, rest->length);
	return true;
}

/* Removes the part that is folded at once: the whole text, or its start up to the end of a run of
 * MARKS_MAX marks. */
static struct text take_part(struct text *rest)
{
	struct text whole = *rest, bytes;
	utf8proc_int32_t point;
	int marks = 0;

	while (marks < MARKS_MAX && take_point(rest, &point, &bytes))
		marks = utf8proc_get_property(point)->combining_class == 0 ? 0 : marks + 1;
	return text_slice(whole, 0, whole.length - rest->length);
}

static struct text fold_part(struct arena *arena, struct text part)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)part.data,
		(utf8proc_ssize_t)part.length, &folded,
		UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
			UTF8PROC_IGNORE);
	struct text copy;

	/* For well-formed text, the only possible error is a lack of memory. */
	if (length < 0)
		abort();
	copy = arena_text(arena, (struct text){(const char *)folded, (size_t)length});
	free(folded);
	return copy;
}

static bool is_ascii(struct text t)
{
	for (size_t i = 0; i < t.length; i++) {
		if ((unsigned char)t.data[i] >= 0x80)
			return false;
	}
	return true;
}

/* Folds ASCII text in a tenth of the time. */
static struct text to_lower(struct arena *arena, struct text t)
{
	char *out = arena_alloc(arena, t.length + 1);

	for (size_t i = 0; i < t.length; i++)
		out[i] = t.data[i] >= 'A' && t.data[i] <= 'Z' ? (char)(t.data[i] + 'a' - 'A')
							      : t.data[i];
	return (struct text){out, t.length};
}

struct text fold_text(struct arena *arena, struct text t)
{
	struct text part, folded;
	struct buffer out;

	if (is_ascii(t))
		return to_lower(arena, t);
	part = take_part(&t);
	folded = fold_part(arena, part);
	if (t.length == 0)
		return folded;
	out = buffer_make(arena, SIZE_MAX / 2);
	buffer_add(&out, folded);
	while (t.length > 0) {
		part = take_part(&t);
		buffer_add(&out, fold_part(arena, part));
	}
	return buffer_text(&out);
}

bool fold_is_unspaced(int32_t point)
{
	for (size_t i = 0; i < sizeof(unspaced) / sizeof(unspaced[0]); i++) {
		if (point >= unspaced[i].first && point <= unspaced[i].last)
			return true;
	}
	return false;
}

struct text fold_words(struct arena *arena, struct text t)
{
	struct text rest = fold_text(arena, t), bytes;
	struct buffer out;
	utf8proc_int32_t point;

	if (is_ascii(rest))
		return rest;
	out = buffer_make(arena, 2 * rest.length + 1);
	while (take_point(&rest, &point, &bytes)) {
		buffer_add(&out, bytes);
		if (fold_is_unspaced(point))
			buffer_add_char(&out, ' ');
		else if (rest.length > 0 && (unsigned char)rest.data[0] >= 0xe0 &&
			utf8proc_iterate((const utf8proc_uint8_t *)rest.data,
				(utf8proc_ssize_t)rest.length, &point) > 0 &&
			fold_is_unspaced(point))
			buffer_add_char(&out, ' ');
	}
	return buffer_text(&out);
}

bool fold_has_word(struct text t)
{
	struct text bytes;
	utf8proc_int32_t point;

	while (take_point(&t, &point, &bytes)) {
		utf8proc_category_t category = utf8proc_category(point);

		if ((category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
			(category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO))
			return true;
	}
	return false;
}
