/*
 * jwks_table: the sources of a jwks_cache by their endpoint. The jwks_cache's lock is held for all
 * of it.
 */
#ifndef AUTH_JWKS_TABLE_PRIVATE_H
#define AUTH_JWKS_TABLE_PRIVATE_H

#include "auth/jwks_source.h"

#define JWKS_TABLE_BUCKETS 1024

struct jwks_table {
	struct jwks_source *buckets[JWKS_TABLE_BUCKETS];
	size_t count;
	size_t max; /* sources at a time */
	int64_t uses; /* calls of jwks_table_get() */
};

/* The place's source, or NULL. */
struct jwks_source *jwks_table_find(
	const struct jwks_table *table, const struct jwks_endpoint *endpoint);

/* The same, made when it is missing, and noted as asked for. In a full table it takes the place of
 * the one that was not asked for longest and that nobody is busy with; NULL when there is none. */
struct jwks_source *jwks_table_get(struct jwks_table *table, const struct jwks_endpoint *endpoint);

/* The source behind that one; the first behind NULL; NULL at the end. */
struct jwks_source *jwks_table_next(
	const struct jwks_table *table, const struct jwks_source *source);

/* Frees every source. */
void jwks_table_clear(struct jwks_table *table);

#endif
