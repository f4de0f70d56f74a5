/*
 * summary_cache: answers about a product's ratings, kept while nothing is committed.
 *
 * Promises: thread-safe; what is found was made of the database as it is. One answer a place, found
 * by a hash of its key: another answer for that place takes it.
 */
#ifndef API_REVIEWS_SUMMARY_CACHE_H
#define API_REVIEWS_SUMMARY_CACHE_H

#include "db/db.h"

struct summary_cache;

/* What an answer is about. */
struct summary_key {
	struct text product_id, market; /* an empty market: all of them */
};

/* As many answers as fit into the size; NULL, which keeps nothing, when none does. */
struct summary_cache *summary_cache_new(size_t size_bytes);
void summary_cache_free(struct summary_cache *cache);

/* The answer of that key that was made under that mark, in the arena, or absent. */
struct text summary_cache_find(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *mark, struct arena *arena);

/* Keeps the answer, unless key and answer are too long; the mark is older than what it was made
 * of. */
void summary_cache_add(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *mark, struct text answer);

#endif
