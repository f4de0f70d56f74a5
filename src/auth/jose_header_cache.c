#include "auth/jose_header_cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* More than the number of keys in use, for several clouds and providers. */
#define SLOTS 32

/* Longer headers are not cached. A typical header (kid, typ, thumbprint) has 120 bytes. */
#define HEADER_BYTES_MAX 1024

/* A reference-counted entry in its own arena, referenced by its slot and by the arenas of its
 * users. */
struct entry {
	atomic_int users;
	struct arena *arena;
	struct text text;
	const struct jsonread_node *header;
};

struct slot {
	pthread_mutex_t lock;
	struct entry *entry; /* NULL: empty */
};

struct jose_header_cache {
	struct slot slots[SLOTS];
};

static void drop(void *context)
{
	struct entry *entry = context;

	if (entry != NULL && atomic_fetch_sub(&entry->users, 1) == 1)
		arena_free(entry->arena);
}

struct jose_header_cache *jose_header_cache_new(void)
{
	struct jose_header_cache *cache = calloc(1, sizeof(*cache));

	if (cache == NULL)
		abort();
	for (size_t i = 0; i < SLOTS; i++)
		pthread_mutex_init(&cache->slots[i].lock, NULL);
	return cache;
}

void jose_header_cache_free(struct jose_header_cache *cache)
{
	if (cache == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		drop(cache->slots[i].entry);
		pthread_mutex_destroy(&cache->slots[i].lock);
	}
	free(cache);
}

static struct slot *slot_of(struct jose_header_cache *cache, struct text header_text)
{
	uint64_t hash = text_hash(header_text, TEXT_HASH_START);

	return &cache->slots[text_hash_slot(hash, SLOTS)];
}

const struct jsonread_node *jose_header_cache_find(
	struct jose_header_cache *cache, struct text header_text, struct arena *arena)
{
	struct slot *slot = slot_of(cache, header_text);
	struct entry *entry;

	pthread_mutex_lock(&slot->lock);
	entry = slot->entry;
	if (entry != NULL && !text_equal(entry->text, header_text))
		entry = NULL;
	if (entry != NULL)
		atomic_fetch_add(&entry->users, 1);
	pthread_mutex_unlock(&slot->lock);
	if (entry == NULL)
		return NULL;
	arena_defer(arena, drop, entry);
	return entry->header;
}

/* Parses the header again: jansson's reference counts are not thread-safe, so the cached tree must
 * not be shared with the caller's arena. */
static struct entry *make_entry(struct text header_text)
{
	struct arena *arena = arena_new();
	struct entry *entry = arena_alloc(arena, sizeof(*entry));

	entry->users = 1;
	entry->arena = arena;
	entry->text = arena_text(arena, header_text);
	entry->header = jsonread_parse(arena, entry->text, NULL);
	return entry;
}

void jose_header_cache_add(struct jose_header_cache *cache, struct text header_text)
{
	struct slot *slot = slot_of(cache, header_text);
	struct entry *entry, *old;

	if (header_text.length > HEADER_BYTES_MAX)
		return;
	entry = make_entry(header_text);
	pthread_mutex_lock(&slot->lock);
	old = slot->entry;
	slot->entry = entry;
	pthread_mutex_unlock(&slot->lock);
	drop(old);
}
