/*
 * jwks_table: a hash table of key sources by endpoint. All functions need the lock of jwks_cache.
 */
#ifndef AUTH_JWKS_TABLE_PRIVATE_H
#define AUTH_JWKS_TABLE_PRIVATE_H

#include "auth/jwks_source.h"

#define JWKS_TABLE_BUCKETS 1024

struct jwks_table {
	struct jwks_source *buckets[JWKS_TABLE_BUCKETS];
	size_t count;
	size_t max; /* limit for `count` */
	int64_t uses; /* calls of jwks_table_get() so far */
};

/* Returns the source of the endpoint, or NULL. */
struct jwks_source *jwks_table_find(
	const struct jwks_table *table, const struct jwks_endpoint *endpoint);

/* Returns the source of the endpoint, creates it if necessary, and marks it as used. A full table
 * evicts its least recently used idle source; returns NULL if no source is idle. */
struct jwks_source *jwks_table_get(struct jwks_table *table, const struct jwks_endpoint *endpoint);

/* Iterates over the sources: returns the first one for NULL, else the one after `source`, and NULL
 * at the end. */
struct jwks_source *jwks_table_next(
	const struct jwks_table *table, const struct jwks_source *source);

/* Frees every source. */
void jwks_table_clear(struct jwks_table *table);

#endif
