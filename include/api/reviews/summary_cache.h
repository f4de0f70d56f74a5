/*
 * summary_cache: caches responses that contain the rating summary of a product.
 *
 * A cached response is valid for one version of the database only. The cache therefore never
 * returns a stale response. The cache has a fixed size. A hash of the key selects a slot. A new
 * response replaces the previous response in the slot. Thread-safe.
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
 * one response. The other functions treat NULL as an empty cache. */
struct summary_cache *summary_cache_new(size_t size_bytes);
void summary_cache_free(struct summary_cache *cache);

/* Returns a copy, in the arena, of the response that is cached for this key and this version of the
 * database. If no response is cached, returns an absent text (base/text.h). */
struct text summary_cache_find(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *version, struct arena *arena);

/* Caches the response. Does nothing if the key and the response together are too long for a slot.
 * The caller must read `version` before it reads the data for the response. Otherwise the cache
 * could store a stale response under a newer version. */
void summary_cache_add(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *version, struct text response);

#endif
