/*
 * jose_header_cache: a cache of parsed JOSE headers.
 *
 * Tokens signed with the same key usually have the same header. With the cache, the service does
 * not parse the same header again. The checks of the header still run for every token. The cache is
 * bounded. Callers add only headers of verified tokens, so that forged tokens cannot evict entries.
 * Thread-safe.
 */
#ifndef AUTH_JOSE_HEADER_CACHE_H
#define AUTH_JOSE_HEADER_CACHE_H

#include "base/jsonread.h"

struct jose_header_cache;

struct jose_header_cache *jose_header_cache_new(void);
void jose_header_cache_free(struct jose_header_cache *cache);

/* Returns the parsed header whose decoded text is `header_text`, or NULL if the header is not
 * cached. The result remains valid until the arena is freed or reset. */
const struct jsonread_node *jose_header_cache_find(
	struct jose_header_cache *cache, struct text header_text, struct arena *arena);

/* Adds the header of a verified token. `header_text` is the decoded header. The cache copies it. */
void jose_header_cache_add(struct jose_header_cache *cache, struct text header_text);

#endif
