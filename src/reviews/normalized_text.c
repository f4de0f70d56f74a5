#include "reviews/normalized_text.h"

#include <utf8proc.h>

#include "base/fold.h"

/* The longest compatibility decomposition has 18 code points (U+FDFA). */
#define EXPANSION_MAX 32

/* Maximum number of marks sorted after one letter. Real text has fewer (UAX #15, Stream-Safe Text
 * Format), and without a limit sorting a text of marks would take quadratic time. */
#define MARKS_MAX 32

#define FOLDING                                                                                    \
	(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |              \
		UTF8PROC_IGNORE)

/* The basic multilingual plane. */
#define TABLE_POINTS 0x10000

/* An entry is a folded code point and its class; 0: not precomputed. Two adjacent code points with
 * entries belong to different user-perceived characters. */
#define KIND_SHIFT 24
#define POINT_MASK 0xffffff

struct normalized_char_table {
	uint32_t entries[TABLE_POINTS];
};

struct builder {
	struct normalized_text made;
	struct arena *arena;
	size_t capacity;
	utf8proc_int32_t before; /* previous code point; -1: none */
	bool plain_before; /* `before` has an entry */
	utf8proc_int32_t state; /* of utf8proc_grapheme_break_stateful() */
};

/* Returns true for characters that change the appearance of a word, but not its spelling: Arabic
 * tatweel, skin tones. */
static bool is_filler(utf8proc_int32_t point)
{
	return point == 0x0640 || (point >= 0x1f3fb && point <= 0x1f3ff);
}

static bool is_letter_or_digit(utf8proc_category_t category)
{
	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
		(category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

static bool is_mark(utf8proc_category_t category)
{
	return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

/* A mark has the class of the character before it (UAX #29, WB4). */
static enum normalized_char_class kind_of(const struct builder *builder, utf8proc_int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);
	const struct normalized_text *made = &builder->made;

	if (is_letter_or_digit(category))
		return fold_is_unspaced(point) ? CHAR_STANDALONE : CHAR_WORD;
	if (is_mark(category))
		return made->count == 0
			? CHAR_SEPARATOR
			: (enum normalized_char_class)made->points[made->count - 1].kind;
	return category == UTF8PROC_CATEGORY_SO ? CHAR_STANDALONE : CHAR_SEPARATOR;
}

/* Adds a code point, with marks in canonical order. */
static void add_point(
	struct builder *builder, uint32_t point, enum normalized_char_class kind, uint8_t order)
{
	struct normalized_text *made = &builder->made;
	size_t at = made->count++, last = at > MARKS_MAX ? at - MARKS_MAX : 0;
	struct normalized_char added = {.point = point,
		.cluster = (uint32_t)made->cluster_count - 1,
		.kind = (uint8_t)kind,
		.order = order};

	if (at == builder->capacity) {
		made->points = arena_grow(
			builder->arena, made->points, at * sizeof(added), 2 * at * sizeof(added));
		builder->capacity = 2 * at;
	}
	for (; order > 0 && at > last && made->points[at - 1].order > order; at--)
		made->points[at] = made->points[at - 1];
	made->points[at] = added;
}

/* A symbol that expands to letters, such as the trade mark sign, is not part of an adjacent
 * word. */
static void add_folded(struct builder *builder, utf8proc_int32_t point)
{
	utf8proc_int32_t folded[EXPANSION_MAX];
	int class = 0;
	utf8proc_ssize_t count =
		utf8proc_decompose_char(point, folded, EXPANSION_MAX, FOLDING, &class);
	utf8proc_category_t category = utf8proc_category(point);
	bool stands_for_word = count > 1 && !is_letter_or_digit(category) && !is_mark(category);

	for (utf8proc_ssize_t i = 0; i < count; i++) {
		enum normalized_char_class kind = kind_of(builder, folded[i]);

		if (is_filler(folded[i]))
			continue;
		if (kind == CHAR_WORD && stands_for_word)
			kind = CHAR_STANDALONE;
		add_point(builder, (uint32_t)folded[i], kind,
			(uint8_t)utf8proc_get_property(folded[i])->combining_class);
	}
}

static uint32_t make_entry(const struct builder *none, utf8proc_int32_t point)
{
	const utf8proc_property_t *property = utf8proc_get_property(point);
	utf8proc_int32_t folded[EXPANSION_MAX];
	int class = 0;

	if (property->boundclass != UTF8PROC_BOUNDCLASS_OTHER || property->combining_class > 0 ||
		is_mark(utf8proc_category(point)) || is_filler(point) ||
		utf8proc_decompose_char(point, folded, EXPANSION_MAX, FOLDING, &class) != 1)
		return 0;
	return (uint32_t)folded[0] | (uint32_t)kind_of(none, folded[0]) << KIND_SHIFT;
}

const struct normalized_char_table *normalized_text_table(struct arena *arena)
{
	struct normalized_char_table *table = arena_alloc(arena, sizeof(*table));
	struct builder none = {.before = -1};

	for (utf8proc_int32_t point = 1; point < TABLE_POINTS; point++)
		table->entries[point] = make_entry(&none, point);
	return table;
}

/* Returns true if a user-perceived character ends before `point` (UAX #29). */
static bool is_break(struct builder *builder, utf8proc_int32_t point, bool plain)
{
	utf8proc_int32_t before = builder->before;
	bool plain_before = builder->plain_before;

	builder->before = point;
	builder->plain_before = plain;
	if (before < 0)
		return true;
	if (plain && plain_before) {
		builder->state = 0;
		return true;
	}
	return utf8proc_grapheme_break_stateful(before, point, &builder->state);
}

/* Returns the next code point and its length in bytes. An invalid byte is returned as NUL, with
 * length 1. */
static utf8proc_int32_t next_point(struct text t, size_t at, size_t *ret_length)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)t.data + at;
	utf8proc_int32_t point = bytes[0];
	utf8proc_ssize_t length = 1;

	if (point >= 0x80)
		length = utf8proc_iterate(bytes, (utf8proc_ssize_t)(t.length - at), &point);
	*ret_length = length <= 0 ? 1 : (size_t)length;
	return length <= 0 ? 0 : point;
}

struct normalized_text normalized_text_make(
	struct arena *arena, const struct normalized_char_table *table, struct text t)
{
	struct builder builder = {
		.arena = arena, .capacity = t.length + EXPANSION_MAX, .before = -1};
	struct normalized_text *made = &builder.made;
	size_t length;

	made->points = arena_array(arena, builder.capacity, sizeof(*made->points));
	made->clusters = arena_array(arena, t.length + 1, sizeof(*made->clusters));
	for (size_t at = 0; at < t.length; at += length) {
		utf8proc_int32_t point = next_point(t, at, &length);
		uint32_t entry = point < TABLE_POINTS ? table->entries[point] : 0;

		if (is_break(&builder, point, entry != 0))
			made->clusters[made->cluster_count++] = (uint32_t)at;
		if (entry != 0)
			add_point(&builder, entry & POINT_MASK,
				(enum normalized_char_class)(entry >> KIND_SHIFT), 0);
		else
			add_folded(&builder, point);
	}
	made->clusters[made->cluster_count] = (uint32_t)t.length;
	return builder.made;
}

bool normalized_text_is_word_boundary(const struct normalized_text *points, size_t at)
{
	const struct normalized_char *left, *right;

	if (at == 0 || at == points->count)
		return true;
	left = &points->points[at - 1];
	right = &points->points[at];
	if (left->kind == CHAR_SEPARATOR || right->kind == CHAR_SEPARATOR)
		return true;
	/* A word boundary never divides a user-perceived character. */
	return (left->kind == CHAR_STANDALONE || right->kind == CHAR_STANDALONE) &&
		left->cluster != right->cluster;
}
