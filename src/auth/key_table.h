/*
 * key_table: the sources of a keyset by their place. The keyset's lock is held for all of it.
 */
#ifndef AUTH_KEY_TABLE_PRIVATE_H
#define AUTH_KEY_TABLE_PRIVATE_H

#include "auth/key_source.h"

#define KEY_TABLE_BUCKETS 1024

struct key_table {
	struct key_source *buckets[KEY_TABLE_BUCKETS];
	size_t count;
	size_t max; /* sources at a time */
	int64_t asks; /* calls of key_table_get() */
};

/* The place's source, or NULL. */
struct key_source *key_table_find(const struct key_table *table, const struct key_place *place);

/* The same, made when it is missing, and noted as asked for. In a full table it takes the place of
 * the one that was not asked for longest and that nobody is busy with; NULL when there is none. */
struct key_source *key_table_get(struct key_table *table, const struct key_place *place);

/* The source behind that one; the first behind NULL; NULL at the end. */
struct key_source *key_table_next(const struct key_table *table, const struct key_source *source);

/* Frees every source. */
void key_table_clear(struct key_table *table);

#endif
