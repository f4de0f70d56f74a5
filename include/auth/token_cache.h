/*
 * token_cache: a bounded cache of verified tokens, keyed by SHA-256 of the whole token.
 *
 * Promises: only what verified enters, so junk cannot grow it or push anything out. It holds
 * neither tokens nor keys. An entry is good for one generation of keys and for a limited time;
 * times, registry row and permission are not part of the verdict and are checked on every request.
 */
#ifndef AUTH_TOKEN_CACHE_H
#define AUTH_TOKEN_CACHE_H

#include "auth/claims.h"
#include "base/hash.h"

struct token_cache;

/* NULL when `size_bytes` is too small for one entry: the functions below then do nothing. */
struct token_cache *token_cache_new(size_t size_bytes);
void token_cache_free(struct token_cache *cache);

/* When a verdict was made: with which keys, and at what time. */
struct cache_validity {
	int64_t generation; /* of the jwks_cache; never 0 */
	int64_t verified_ms;
};

/* A verdict of the same generation, made at `oldest.verified_ms` or later. */
bool token_cache_find(struct token_cache *cache, const struct hash *token,
	struct cache_validity oldest, struct claims *ret_claims);
void token_cache_add(struct token_cache *cache, const struct hash *token,
	struct cache_validity validity, const struct claims *claims);

#endif
