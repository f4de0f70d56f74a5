#include "api/reviews/summary_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LOCKS 64
#define ENTRY_BYTES 1024
#define TEXT_BYTES (ENTRY_BYTES - sizeof(struct db_version) - 4 * sizeof(uint16_t))

/* `bytes` holds product ID, market and response, one after another. */
struct entry {
	struct db_version version; /* zero: the slot is empty */
	uint16_t product_bytes, market_bytes, response_bytes;
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

/* The hash is not keyed: chosen collisions only slow down requests for the colliding products. */
static size_t slot_of(const struct summary_cache *cache, const struct summary_key *key)
{
	uint64_t hash = text_hash(key->market, text_hash(key->product_id, TEXT_HASH_START));

	return text_hash_slot(hash, cache->count);
}

static bool has_key(const struct entry *entry, const struct summary_key *key)
{
	struct text product = {entry->bytes, entry->product_bytes};
	struct text market = {entry->bytes + entry->product_bytes, entry->market_bytes};

	return text_equal(product, key->product_id) && text_equal(market, key->market);
}

struct text summary_cache_find(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *version, struct arena *arena)
{
	struct text response = TEXT_NONE;
	const struct entry *entry;
	size_t slot;

	if (cache == NULL)
		return response;
	slot = slot_of(cache, key);
	entry = &cache->entries[slot];
	pthread_mutex_lock(&cache->locks[slot % LOCKS]);
	if (db_versions_equal(&entry->version, version) && has_key(entry, key))
		response = arena_text(arena,
			(struct text){entry->bytes + entry->product_bytes + entry->market_bytes,
				entry->response_bytes});
	pthread_mutex_unlock(&cache->locks[slot % LOCKS]);
	return response;
}

static void fill(struct entry *entry, const struct summary_key *key,
	const struct db_version *version, struct text response)
{
	char *at = entry->bytes;

	memcpy(at, key->product_id.data, key->product_id.length);
	at += key->product_id.length;
	memcpy(at, key->market.data, key->market.length);
	at += key->market.length;
	memcpy(at, response.data, response.length);
	entry->product_bytes = (uint16_t)key->product_id.length;
	entry->market_bytes = (uint16_t)key->market.length;
	entry->response_bytes = (uint16_t)response.length;
	entry->version = *version;
}

void summary_cache_add(struct summary_cache *cache, const struct summary_key *key,
	const struct db_version *version, struct text response)
{
	size_t slot;

	if (cache == NULL || response.length > TEXT_BYTES ||
		key->product_id.length + key->market.length > TEXT_BYTES - response.length)
		return;
	slot = slot_of(cache, key);
	pthread_mutex_lock(&cache->locks[slot % LOCKS]);
	fill(&cache->entries[slot], key, version, response);
	pthread_mutex_unlock(&cache->locks[slot % LOCKS]);
}
