/*
 * normalized_text: a text prepared for comparison with listed words.
 *
 * The text is represented as code points, which are folded (base/fold.h) and decomposed. Each code
 * point records its position in the original text.
 */
#ifndef REVIEWS_NORMALIZED_TEXT_PRIVATE_H
#define REVIEWS_NORMALIZED_TEXT_PRIVATE_H

#include "base/arena.h"

enum normalized_char_class {
	CHAR_SEPARATOR, /* blank or punctuation, which is not part of a word */
	CHAR_WORD, /* letter, mark or digit, which is part of a word */
	CHAR_STANDALONE /* pictograph, or character of a script without blanks; a word may begin or
			   end before or after the character */
};

struct normalized_char {
	uint32_t point; /* folded and decomposed */
	uint32_t cluster; /* index in normalized_text.clusters */
	uint8_t kind; /* enum normalized_char_class */
	uint8_t order; /* canonical combining class */
};

struct normalized_text {
	struct normalized_char *points;
	size_t count;
	uint32_t *clusters; /* byte offsets of the user-perceived characters in the original text,
			       followed by the length of that text */
	size_t cluster_count;
};

/* The precomputed normalized form of most code points. A lookup in the table is three times as fast
 * as the computation. */
struct normalized_char_table;

/* Returns a new table, which takes 256 KiB in the arena. */
const struct normalized_char_table *normalized_text_table(struct arena *arena);

/* Normalizes a text, which must be shorter than 4 GiB. The result takes 16 bytes of the arena for
 * each byte of text. It takes more if characters expand to several code points. Bytes that are not
 * valid UTF-8 are treated as separators. */
struct normalized_text normalized_text_make(
	struct arena *arena, const struct normalized_char_table *table, struct text t);

/* Returns true if a word may begin or end immediately before the code point at index `at`. */
bool normalized_text_is_word_boundary(const struct normalized_text *points, size_t at);

#endif
