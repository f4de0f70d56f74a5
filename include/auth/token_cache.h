/*
 * token_cache: a bounded cache of the claims of validated tokens.
 *
 * The key of an entry is the SHA-256 of the whole token. The cache does not store the token itself.
 * Callers add only verified tokens, so that forged tokens cannot evict entries. An entry becomes
 * invalid when keys change (see jwks_cache_generation()) or after a limited time. After a cache
 * hit, callers must still check the token's times and the registration. Thread-safe.
 */
#ifndef AUTH_TOKEN_CACHE_H
#define AUTH_TOKEN_CACHE_H

#include "auth/claims.h"
#include "base/hash.h"

struct token_cache;

/* Creates a cache of about `size_bytes`. Returns NULL if the size is too small for an entry. The
 * other functions accept NULL as a cache that is always empty. */
struct token_cache *token_cache_new(size_t size_bytes);
void token_cache_free(struct token_cache *cache);

/* When a token was validated, and with which generation of the keys. */
struct cache_validity {
	int64_t generation; /* jwks_cache_generation() before the key was looked up; never 0 */
	int64_t verified_ms; /* wall-clock time */
};

/* Finds the claims of the token with this SHA-256. Returns false if the token is not cached, if its
 * entry has a generation other than oldest.generation, or if the token was validated before
 * oldest.verified_ms. */
bool token_cache_find(struct token_cache *cache, const struct hash *token,
	struct cache_validity oldest, struct claims *ret_claims);

/* Adds or replaces the entry of the token with this SHA-256. May evict another entry. */
void token_cache_add(struct token_cache *cache, const struct hash *token,
	struct cache_validity validity, const struct claims *claims);

#endif
