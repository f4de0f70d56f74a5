/*
 * tally: rows of any kind, found by a key; for counts that are gathered in memory before they are
 * written.
 *
 * Promises: rows stay where they are, and come out in the order in which they came in. Memory is
 * taken with the first row.
 */
#ifndef BASE_TALLY_H
#define BASE_TALLY_H

#include "base/arena.h"

struct tally {
	struct arena *arena;
	size_t row_bytes, count;
	struct tally_row **rows;
	struct tally_row **slots; /* by hash, open addressing */
	unsigned int bits; /* of the number of slots */
};

/* A key of parts, in the bytes of the caller, who bounds what has to fit. */
#define TALLY_KEY_BYTES_MAX 2048
struct text tally_key(char bytes[TALLY_KEY_BYTES_MAX], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

struct tally tally_make(struct arena *arena, size_t row_bytes);

/* The row of that key, zeroed when it is new; *ret_key receives the key as it is kept. */
void *tally_find(struct tally *tally, struct text key, struct text *ret_key);

/* The row at that index, which is below `count`. */
void *tally_at(const struct tally *tally, size_t index);

#endif
