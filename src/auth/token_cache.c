#include "auth/token_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WAYS 4
#define LOCKS 64

struct entry {
	struct hash token;
	struct cache_validity validity; /* generation 0: empty */
	struct claims claims;
};

struct row {
	struct entry ways[WAYS];
};

struct token_cache {
	size_t row_count;
	pthread_mutex_t locks[LOCKS];
	struct row rows[];
};

struct token_cache *token_cache_new(size_t size_bytes)
{
	size_t row_count = size_bytes / sizeof(struct row);
	struct token_cache *cache;

	if (row_count == 0)
		return NULL;
	cache = calloc(1, sizeof(*cache) + row_count * sizeof(struct row));
	if (cache == NULL)
		abort();
	cache->row_count = row_count;
	for (int i = 0; i < LOCKS; i++)
		pthread_mutex_init(&cache->locks[i], NULL);
	return cache;
}

void token_cache_free(struct token_cache *cache)
{
	if (cache == NULL)
		return;
	for (int i = 0; i < LOCKS; i++)
		pthread_mutex_destroy(&cache->locks[i]);
	free(cache);
}

static size_t row_index(const struct token_cache *cache, const struct hash *token)
{
	uint64_t prefix;

	memcpy(&prefix, token->bytes, sizeof(prefix));
	return prefix % cache->row_count;
}

static struct entry *find(struct row *row, const struct hash *token)
{
	for (int i = 0; i < WAYS; i++) {
		if (hash_equal(&row->ways[i].token, token))
			return &row->ways[i];
	}
	return NULL;
}

bool token_cache_find(struct token_cache *cache, const struct hash *token,
	struct cache_validity oldest, struct claims *ret_claims)
{
	size_t index;
	struct entry *entry;
	bool found;

	if (cache == NULL)
		return false;
	index = row_index(cache, token);
	pthread_mutex_lock(&cache->locks[index % LOCKS]);
	entry = find(&cache->rows[index], token);
	found = entry != NULL && entry->validity.generation == oldest.generation &&
		entry->validity.verified_ms >= oldest.verified_ms;
	if (found)
		*ret_claims = entry->claims;
	pthread_mutex_unlock(&cache->locks[index % LOCKS]);
	return found;
}

/* Returns the entry of the same token, else the one that expires first. Empty entries come
 * first. */
static struct entry *choose(struct row *row, const struct hash *token)
{
	struct entry *same = find(row, token), *chosen = &row->ways[0];

	if (same != NULL)
		return same;
	for (int i = 1; i < WAYS; i++) {
		if (row->ways[i].claims.expires_s < chosen->claims.expires_s)
			chosen = &row->ways[i];
	}
	return chosen;
}

void token_cache_add(struct token_cache *cache, const struct hash *token,
	struct cache_validity validity, const struct claims *claims)
{
	size_t index;
	struct entry *entry;

	if (cache == NULL)
		return;
	index = row_index(cache, token);
	pthread_mutex_lock(&cache->locks[index % LOCKS]);
	entry = choose(&cache->rows[index], token);
	entry->token = *token;
	entry->validity = validity;
	entry->claims = *claims;
	pthread_mutex_unlock(&cache->locks[index % LOCKS]);
}
