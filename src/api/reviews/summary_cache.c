#include "api/reviews/summary_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LOCKS 64
#define ENTRY_BYTES 1024
#define TEXT_BYTES (ENTRY_BYTES - sizeof(struct db_version) - 4 * sizeof(uint16_t))

/* Product, market and answer lie side by side in `bytes`. */
struct entry {
	struct db_version mark; /* zero: empty */
	uint16_t product_bytes, market_bytes, answer_bytes;
	char bytes[TEXT_BYTES];
};

struct summary_cache {
	size_t count;
	pthread_mutex_t locks[LOCKS];
	struct entry entries[];
};

struct summary_cache *summary_cache_new(size_t size_bytes)
{
	size_t count = size_bytes / sizeof(struct entry);
	struct summary_cache *cache;

	if (count == 0)
		return NULL;
	cache = calloc(1, sizeof(*cache) + count * sizeof(struct entry));
	if (cache == NULL)
		abort();
	cache->count = count;
	for (int i = 0; i < LOCKS; i++)
		pthread_mutex_init(&cache->locks[i], NULL);
	return cache;
}

void summary_cache_free(struct summary_cache *cache)
{
	if (cache == NULL)
		return;
	for (int i = 0; i < LOCKS; i++)
		pthread_mutex_destroy(&cache->locks[i]);
	free(cache);
}

/* Who picks products that share a place takes nothing but its speed, from nobody but those that ask
 * for them. */
static size_t place_of(const struct summary_cache *cache, const struct summary_key *key)
{
	uint64_t hash = text_hash(key->market, text_hash(key->product_id, TEXT_HASH_START));

	return text_hash_place(hash, cache->count);
}

static bool is_of(const struct entry *entry, const struct summary_key *key)
{
	struct text product = {entry->bytes, entry->product_bytes};
	struct text market = {entry->bytes + entry->product_bytes, entry->market_bytes};

	return text_equal(product, key->product_id) && text_equal(market, key->market);
}

struct text summary_cache_find(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *mark, struct arena *arena)
{
	struct text answer = TEXT_NONE;
	const struct entry *entry;
	size_t place;

	if (cache == NULL)
		return answer;
	place = place_of(cache, key);
	entry = &cache->entries[place];
	pthread_mutex_lock(&cache->locks[place % LOCKS]);
	if (db_versions_equal(&entry->mark, mark) && is_of(entry, key))
		answer = arena_text(arena,
			(struct text){entry->bytes + entry->product_bytes + entry->market_bytes,
				entry->answer_bytes});
	pthread_mutex_unlock(&cache->locks[place % LOCKS]);
	return answer;
}

static void put(struct entry *entry, const struct summary_key *key, const struct db_version *mark,
	struct text answer)
{
	char *at = entry->bytes;

	memcpy(at, key->product_id.data, key->product_id.length);
	at += key->product_id.length;
	memcpy(at, key->market.data, key->market.length);
	at += key->market.length;
	memcpy(at, answer.data, answer.length);
	entry->product_bytes = (uint16_t)key->product_id.length;
	entry->market_bytes = (uint16_t)key->market.length;
	entry->answer_bytes = (uint16_t)answer.length;
	entry->mark = *mark;
}

void summary_cache_add(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *mark, struct text answer)
{
	size_t place;

	if (cache == NULL || answer.length > TEXT_BYTES ||
		key->product_id.length + key->market.length > TEXT_BYTES - answer.length)
		return;
	place = place_of(cache, key);
	pthread_mutex_lock(&cache->locks[place % LOCKS]);
	put(&cache->entries[place], key, mark, answer);
	pthread_mutex_unlock(&cache->locks[place % LOCKS]);
}
