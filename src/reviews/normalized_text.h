/*
 * normalized_text: a text as it is compared with words: its characters folded (as base/fold.h
 * folds), taken apart, and each with the place it came from.
 */
#ifndef REVIEWS_NORMALIZED_TEXT_PRIVATE_H
#define REVIEWS_NORMALIZED_TEXT_PRIVATE_H

#include "base/arena.h"

enum normalized_char_class {
	CHAR_SEPARATOR, /* part of no word: blanks, punctuation */
	CHAR_WORD, /* letters, marks and digits: words of them reach from border to border */
	CHAR_STANDALONE /* of a script without blanks, or a pictograph: a border on either side */
};

struct normalized_char {
	uint32_t point; /* canonical decomposition */
	uint32_t cluster;
	uint8_t kind;
	uint8_t order; /* canonical combining class */
};

struct normalized_text {
	struct normalized_char *points;
	size_t count;
	uint32_t *clusters; /* where each user-perceived character begins, in bytes, and the end */
	size_t cluster_count;
};

/* What most code points come to, looked up in place of worked out: three times as fast. */
struct normalized_char_table;

/* A table of 256 KiB, in the arena. */
const struct normalized_char_table *normalized_text_table(struct arena *arena);

/* Takes a text of less than 4 GiB apart, in the arena: 16 bytes for each of it, and more where a
 * character stands for several. What is not UTF-8 is part of no word. */
struct normalized_text normalized_text_make(
	struct arena *arena, const struct normalized_char_table *table, struct text t);

/* Whether a word may begin or end before point `at`. */
bool normalized_text_is_word_boundary(const struct normalized_text *points, size_t at);

#endif
