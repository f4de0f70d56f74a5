/*
 * verdict_cache: a bounded cache of verified tokens, keyed by SHA-256 of the whole token.
 *
 * Promises: only what verified enters, so junk cannot grow it or push anything out. It holds
 * neither tokens nor keys. An entry is good for one generation of keys and for a limited time;
 * times, registry row and permission are not part of the verdict and are checked on every request.
 */
#ifndef AUTH_VERDICT_CACHE_H
#define AUTH_VERDICT_CACHE_H

#include "auth/claims.h"
#include "base/hash.h"

struct verdict_cache;

/* NULL when `size_bytes` is too small for one entry: the functions below then do nothing. */
struct verdict_cache *verdict_cache_new(size_t size_bytes);
void verdict_cache_free(struct verdict_cache *cache);

/* When a verdict was made: with which keys, and at what time. */
struct verdict_stamp {
	int64_t generation; /* of the keyset; never 0 */
	int64_t made_ms;
};

/* A verdict of the same generation, made at `oldest.made_ms` or later. */
bool verdict_cache_find(struct verdict_cache *cache, const struct hash *token,
	struct verdict_stamp oldest, struct claims *ret_claims);
void verdict_cache_add(struct verdict_cache *cache, const struct hash *token,
	struct verdict_stamp stamp, const struct claims *claims);

#endif
