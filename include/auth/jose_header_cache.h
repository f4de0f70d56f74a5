/*
 * jose_header_cache: a cache of parsed JOSE headers.
 *
 * All tokens signed with the same key usually have the same header, so the cache saves parsing it
 * again. The cache only replaces parsing: every check of the header still runs. The cache is
 * bounded, and only headers of verified tokens are added, so forged tokens cannot evict anything.
 * Thread-safe.
 */
#ifndef AUTH_JOSE_HEADER_CACHE_H
#define AUTH_JOSE_HEADER_CACHE_H

#include "base/jsonread.h"

struct jose_header_cache;

struct jose_header_cache *jose_header_cache_new(void);
void jose_header_cache_free(struct jose_header_cache *cache);

/* Returns the parsed header with exactly this text, or NULL if it is not cached. The header is
 * valid as long as the arena. */
const struct jsonread_node *jose_header_cache_find(
	struct jose_header_cache *cache, struct text header_text, struct arena *arena);

/* Adds a header that jws_read_header() has accepted and whose token was verified. */
void jose_header_cache_add(struct jose_header_cache *cache, struct text header_text);

#endif
