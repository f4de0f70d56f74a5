#include "auth/key_table.h"

static size_t bucket_of(const struct key_place *place)
{
	const uint8_t *bytes = place->directory.bytes;

	return ((size_t)bytes[0] << 8 | bytes[15]) % KEY_TABLE_BUCKETS;
}

struct key_source *key_table_find(const struct key_table *table, const struct key_place *place)
{
	struct key_source *source = table->buckets[bucket_of(place)];

	while (source != NULL && !issuer_same_place(&source->place, place))
		source = source->next;
	return source;
}

struct key_source *key_table_next(const struct key_table *table, const struct key_source *source)
{
	size_t bucket = 0;

	if (source != NULL) {
		if (source->next != NULL)
			return source->next;
		bucket = bucket_of(&source->place) + 1;
	}
	while (bucket < KEY_TABLE_BUCKETS && table->buckets[bucket] == NULL)
		bucket++;
	return bucket < KEY_TABLE_BUCKETS ? table->buckets[bucket] : NULL;
}

static void drop(struct key_table *table, struct key_source *source)
{
	struct key_source **link = &table->buckets[bucket_of(&source->place)];

	while (*link != source)
		link = &(*link)->next;
	*link = source->next;
	table->count--;
	key_source_free(source);
}

/* One with waiters is busy also when its fetch has ended: they have not been woken yet. */
static bool make_room(struct key_table *table)
{
	struct key_source *oldest = NULL;

	for (struct key_source *source = key_table_next(table, NULL); source != NULL;
		source = key_table_next(table, source)) {
		if (source->stage == KEY_SOURCE_IDLE && source->waiters == NULL &&
			(oldest == NULL || source->asked < oldest->asked))
			oldest = source;
	}
	if (oldest != NULL)
		drop(table, oldest);
	return oldest != NULL;
}

struct key_source *key_table_get(struct key_table *table, const struct key_place *place)
{
	struct key_source *source = key_table_find(table, place);

	if (source == NULL) {
		struct key_source **bucket = &table->buckets[bucket_of(place)];

		if (table->count >= table->max && !make_room(table))
			return NULL;
		source = key_source_new(place);
		source->next = *bucket;
		*bucket = source;
		table->count++;
	}
	source->asked = ++table->asks;
	return source;
}

void key_table_clear(struct key_table *table)
{
	struct key_source *source;

	while ((source = key_table_next(table, NULL)) != NULL)
		drop(table, source);
}
