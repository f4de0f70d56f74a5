/*
 * jwks_table: a hash table that maps JWKS endpoints to their jwks_source. The caller of each
 * function must hold the lock of the jwks_cache.
 */
#ifndef AUTH_JWKS_TABLE_PRIVATE_H
#define AUTH_JWKS_TABLE_PRIVATE_H

#include "auth/jwks_source.h"

#define JWKS_TABLE_BUCKETS 1024

struct jwks_table {
	struct jwks_source *buckets[JWKS_TABLE_BUCKETS];
	size_t count;
	size_t max; /* maximum of `count` */
	int64_t uses; /* number of successful calls of jwks_table_get() */
};

/* Returns the source of the endpoint, or NULL if the table does not contain it. */
struct jwks_source *jwks_table_find(
	const struct jwks_table *table, const struct jwks_endpoint *endpoint);

/* Returns the source of the endpoint and records the use. If the table does not contain the source,
 * adds a new source. If the table is full, first evicts the least recently used source that is idle
 * and has no waiters. Returns NULL if the table is full and no source can be evicted. */
struct jwks_source *jwks_table_get(struct jwks_table *table, const struct jwks_endpoint *endpoint);

/* Iterates over the sources. Returns the first source if `source` is NULL, else the source after
 * `source`. Returns NULL at the end. */
struct jwks_source *jwks_table_next(
	const struct jwks_table *table, const struct jwks_source *source);

/* Removes and frees all sources. */
void jwks_table_clear(struct jwks_table *table);

#endif
