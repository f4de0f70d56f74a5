/*
 * summary_cache: a cache of responses about a product's ratings, valid until the next commit.
 *
 * An entry belongs to one version of the database, so a cache hit is never stale. A hash of the key
 * selects the slot; a new entry replaces the slot's old one. Bounded and thread-safe.
 */
#ifndef API_REVIEWS_SUMMARY_CACHE_H
#define API_REVIEWS_SUMMARY_CACHE_H

#include "db/db.h"

struct summary_cache;

/* Key of a cached response. */
struct summary_key {
	struct text product_id, market; /* an empty market means all markets */
};

/* Creates a cache of about size_bytes. Returns NULL if no entry fits; a NULL cache is valid and
 * always empty. */
struct summary_cache *summary_cache_new(size_t size_bytes);
void summary_cache_free(struct summary_cache *cache);

/* Returns a copy, in the arena, of the response cached for this key and database version, or
 * absent. */
struct text summary_cache_find(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *version, struct arena *arena);

/* Caches the response, unless key and response are too long for a slot. `version` must be read
 * before the data that the response is built from. */
void summary_cache_add(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *version, struct text response);

#endif
