/*
 * aggregate: rows of any kind, found by a key; for counts that are accumulated in memory before
 * they are written.
 *
 * Promises: rows stay where they are, and come out in the order in which they came in. Memory is
 * taken with the first row.
 */
#ifndef BASE_AGGREGATE_H
#define BASE_AGGREGATE_H

#include "base/arena.h"

struct tally {
	struct arena *arena;
	size_t row_bytes, count;
	struct aggregate_row **rows;
	struct aggregate_row **slots; /* by hash, open addressing */
	unsigned int bits; /* of the number of slots */
};

/* A key of parts, in the bytes of the caller, who bounds what has to fit. */
#define AGGREGATE_KEY_BYTES_MAX 2048
struct text aggregate_key(char bytes[AGGREGATE_KEY_BYTES_MAX], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

struct tally aggregate_make(struct arena *arena, size_t row_bytes);

/* The row of that key, zeroed when it is new; *ret_key receives the key as it is kept. */
void *aggregate_find(struct tally *tally, struct text key, struct text *ret_key);

/* The row at that index, which is below `count`. */
void *aggregate_at(const struct tally *tally, size_t index);

#endif
