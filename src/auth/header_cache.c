#include "auth/header_cache.h"

#include <pthread.h>
#include <stdlib.h>

/* More than the keys that sign at a time, for a few clouds and providers. */
#define PLACES 32

/* Of a token's header: a kid, a typ and a thumbprint take some 120 bytes. */
#define HEADER_BYTES_MAX 1024

struct place {
	pthread_mutex_t lock;
	struct arena *arena; /* of text and header; NULL: empty */
	struct text text;
	const struct jsonread_node *header;
};

struct header_cache {
	struct place places[PLACES];
};

struct header_cache *header_cache_new(void)
{
	struct header_cache *cache = calloc(1, sizeof(*cache));

	if (cache == NULL)
		abort();
	for (size_t i = 0; i < PLACES; i++)
		pthread_mutex_init(&cache->places[i].lock, NULL);
	return cache;
}

void header_cache_free(struct header_cache *cache)
{
	if (cache == NULL)
		return;
	for (size_t i = 0; i < PLACES; i++) {
		arena_free(cache->places[i].arena);
		pthread_mutex_destroy(&cache->places[i].lock);
	}
	free(cache);
}

static struct place *place_of(struct header_cache *cache, struct text header_text)
{
	uint64_t hash = text_hash(header_text, TEXT_HASH_START);

	return &cache->places[(hash ^ hash >> 32) % PLACES];
}

const struct jsonread_node *header_cache_find(
	struct header_cache *cache, struct text header_text, struct arena *arena)
{
	struct place *place = place_of(cache, header_text);
	const struct jsonread_node *header = NULL;

	pthread_mutex_lock(&place->lock);
	if (place->arena != NULL && text_equal(place->text, header_text)) {
		header = place->header;
		jsonread_share(arena, header);
	}
	pthread_mutex_unlock(&place->lock);
	return header;
}

void header_cache_add(
	struct header_cache *cache, struct text header_text, const struct jsonread_node *header)
{
	struct place *place = place_of(cache, header_text);
	struct arena *arena, *old;

	if (header_text.length > HEADER_BYTES_MAX)
		return;
	arena = arena_new();
	jsonread_share(arena, header);
	pthread_mutex_lock(&place->lock);
	old = place->arena;
	place->arena = arena;
	place->text = arena_text(arena, header_text);
	place->header = header;
	pthread_mutex_unlock(&place->lock);
	arena_free(old);
}
