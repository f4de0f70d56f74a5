/*
 * jose_header_cache: JOSE headers that were read before. The tokens that one key signs have one
 * header, byte for byte.
 *
 * Promises: bounded; only headers of tokens that verified enter, so junk pushes nothing out. What
 * is found is what reading the same bytes gives: every check of a header still runs. Thread-safe.
 */
#ifndef AUTH_JOSE_HEADER_CACHE_H
#define AUTH_JOSE_HEADER_CACHE_H

#include "base/jsonread.h"

struct jose_header_cache;

struct jose_header_cache *jose_header_cache_new(void);
void jose_header_cache_free(struct jose_header_cache *cache);

/* The header of exactly that text, which lives as long as the arena; NULL when it is not there. */
const struct jsonread_node *jose_header_cache_find(
	struct jose_header_cache *cache, struct text header_text, struct arena *arena);

/* Of a text that jws_read_header() took. */
void jose_header_cache_add(struct jose_header_cache *cache, struct text header_text);

#endif
