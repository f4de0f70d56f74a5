/*
 * summary_cache: caches responses with the summary of a product's ratings.
 *
 * A cached response is valid for one version of the database, so a cache hit is never stale. The
 * cache has a fixed size. A hash of the key selects a slot, and a new response replaces the
 * previous one in its slot. Thread-safe.
 */
#ifndef API_REVIEWS_SUMMARY_CACHE_H
#define API_REVIEWS_SUMMARY_CACHE_H

#include "db/db.h"

struct summary_cache;

/* Key of a cached response. */
struct summary_key {
	struct text product_id, market; /* an empty market means all markets */
};

/* Creates a cache that uses about `size_bytes` bytes. Returns NULL if `size_bytes` is too small for
 * one response. The other functions accept NULL as a cache that is always empty. */
struct summary_cache *summary_cache_new(size_t size_bytes);
void summary_cache_free(struct summary_cache *cache);

/* Returns a copy of the response that is cached for this key and this version of the database. The
 * copy lives in the arena. If there is no such response, returns an absent text (base/text.h). */
struct text summary_cache_find(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *version, struct arena *arena);

/* Caches the response, unless the key and the response together are too long for a slot. The caller
 * must read `version` before it reads the data for the response. Otherwise a stale response could
 * be cached under a newer version. */
void summary_cache_add(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *version, struct text response);

#endif
