/*
 * normalized_text: a text prepared for comparison with words: folded (base/fold.h) and decomposed
 * code points, each with its position in the original.
 */
#ifndef REVIEWS_NORMALIZED_TEXT_PRIVATE_H
#define REVIEWS_NORMALIZED_TEXT_PRIVATE_H

#include "base/arena.h"

enum normalized_char_class {
	CHAR_SEPARATOR, /* blanks, punctuation: not part of a word */
	CHAR_WORD, /* letters, marks and digits: part of a word */
	CHAR_STANDALONE /* pictographs and scripts without blanks: a word boundary on both sides */
};

struct normalized_char {
	uint32_t point; /* canonically decomposed */
	uint32_t cluster;
	uint8_t kind;
	uint8_t order; /* canonical combining class */
};

struct normalized_text {
	struct normalized_char *points;
	size_t count;
	uint32_t *clusters; /* byte offset of each user-perceived character, and of the end */
	size_t cluster_count;
};

/* Precomputed results for most code points; three times as fast as computing them. */
struct normalized_char_table;

/* Returns a table of 256 KiB, in the arena. */
const struct normalized_char_table *normalized_text_table(struct arena *arena);

/* Normalizes a text of less than 4 GiB, in the arena: 16 bytes per byte of text, and more for
 * characters that expand to several. Bytes that are not UTF-8 are separators. */
struct normalized_text normalized_text_make(
	struct arena *arena, const struct normalized_char_table *table, struct text t);

/* Returns true if a word may begin or end before the code point at index `at`. */
bool normalized_text_is_word_boundary(const struct normalized_text *points, size_t at);

#endif
