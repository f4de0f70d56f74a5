/*
 * aggregate: a hash table of rows, for counts that are summed in memory before they are stored.
 *
 * A pointer to a row stays valid when the table grows. Rows are numbered in the order in which they
 * are added. All memory comes from the arena; an empty table allocates nothing.
 */
#ifndef BASE_AGGREGATE_H
#define BASE_AGGREGATE_H

#include "base/arena.h"

struct aggregate {
	struct arena *arena;
	size_t row_bytes, count;
	struct aggregate_row **rows;
	struct aggregate_row **slots; /* hash table with open addressing */
	unsigned int bits; /* log2 of the number of slots */
};

/* Formats a key into `bytes`. Aborts if the key does not fit. Callers must therefore bound the
 * length of the formatted values. */
#define AGGREGATE_KEY_BYTES_MAX 2048
struct text aggregate_key(char bytes[AGGREGATE_KEY_BYTES_MAX], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns an empty table for rows of `row_bytes` bytes. */
struct aggregate aggregate_make(struct arena *arena, size_t row_bytes);

/* Returns the row with this key. If there is no such row, adds a zeroed row and returns it.
 * *ret_key receives the table's own copy of the key, which lives as long as the arena. */
void *aggregate_find(struct aggregate *table, struct text key, struct text *ret_key);

/* Returns the row with the number `index`, counted from 0. `index` must be less than `count`. */
void *aggregate_at(const struct aggregate *table, size_t index);

#endif
