/*
 * redact_points: a text as it is compared with words: its characters folded (as base/fold.h folds),
 * taken apart, and each with the place it came from.
 */
#ifndef REVIEWS_REDACT_POINTS_PRIVATE_H
#define REVIEWS_REDACT_POINTS_PRIVATE_H

#include "base/arena.h"

enum redact_kind {
	REDACT_APART, /* part of no word: blanks, punctuation */
	REDACT_LETTER, /* letters, marks and digits: words of them reach from border to border */
	REDACT_ALONE /* of a script without blanks, or a pictograph: a border on either side */
};

struct redact_point {
	uint32_t point; /* canonical decomposition */
	uint32_t cluster;
	uint8_t kind;
	uint8_t order; /* canonical combining class */
};

struct redact_points {
	struct redact_point *points;
	size_t count;
	uint32_t *clusters; /* where each user-perceived character begins, in bytes, and the end */
	size_t cluster_count;
};

/* What most code points come to, looked up in place of worked out: three times as fast. */
struct redact_table;

/* A table of 256 KiB, in the arena. */
const struct redact_table *redact_points_table(struct arena *arena);

/* Takes a text of less than 4 GiB apart, in the arena: 16 bytes for each of it, and more where a
 * character stands for several. What is not UTF-8 is part of no word. */
struct redact_points redact_points_make(
	struct arena *arena, const struct redact_table *table, struct text t);

/* Whether a word may begin or end before point `at`. */
bool redact_points_is_border(const struct redact_points *points, size_t at);

#endif
