/*
 * token_cache: a bounded cache of validated tokens, keyed by the SHA-256 of the whole token.
 *
 * Only verified tokens are added, so forged tokens can neither fill the cache nor evict entries.
 * The cache contains neither tokens nor keys. An entry is valid for one generation of keys and for
 * a limited time. Times, registration and permissions are not cached: they are checked on every
 * request. Thread-safe.
 */
#ifndef AUTH_TOKEN_CACHE_H
#define AUTH_TOKEN_CACHE_H

#include "auth/claims.h"
#include "base/hash.h"

struct token_cache;

/* Returns NULL if `size_bytes` is too small for one entry. The other functions accept NULL and then
 * do nothing. */
struct token_cache *token_cache_new(size_t size_bytes);
void token_cache_free(struct token_cache *cache);

/* The keys and the time that a token was validated with. */
struct cache_validity {
	int64_t generation; /* jwks_cache_generation(); never 0 */
	int64_t verified_ms;
};

/* Finds the claims of a token that was validated with oldest.generation, at oldest.verified_ms or
 * later. Returns false if there are none. */
bool token_cache_find(struct token_cache *cache, const struct hash *token,
	struct cache_validity oldest, struct claims *ret_claims);
void token_cache_add(struct token_cache *cache, const struct hash *token,
	struct cache_validity validity, const struct claims *claims);

#endif
