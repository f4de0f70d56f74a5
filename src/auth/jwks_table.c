#include "auth/jwks_table.h"

static size_t bucket_of(const struct jwks_endpoint *endpoint)
{
	const uint8_t *bytes = endpoint->directory.bytes;

	return ((size_t)bytes[0] << 8 | bytes[15]) % JWKS_TABLE_BUCKETS;
}

struct jwks_source *jwks_table_find(
	const struct jwks_table *table, const struct jwks_endpoint *endpoint)
{
	struct jwks_source *source = table->buckets[bucket_of(endpoint)];

	while (source != NULL && !issuer_same_jwks_endpoint(&source->endpoint, endpoint))
		source = source->next;
	return source;
}

struct jwks_source *jwks_table_next(
	const struct jwks_table *table, const struct jwks_source *source)
{
	size_t bucket = 0;

	if (source != NULL) {
		if (source->next != NULL)
			return source->next;
		bucket = bucket_of(&source->endpoint) + 1;
	}
	while (bucket < JWKS_TABLE_BUCKETS && table->buckets[bucket] == NULL)
		bucket++;
	return bucket < JWKS_TABLE_BUCKETS ? table->buckets[bucket] : NULL;
}

static void drop(struct jwks_table *table, struct jwks_source *source)
{
	struct jwks_source **link = &table->buckets[bucket_of(&source->endpoint)];

	while (*link != source)
		link = &(*link)->next;
	*link = source->next;
	table->count--;
	jwks_source_free(source);
}

/* Evicts the least recently used source. A source with waiters must stay even if its fetch has
 * ended: the waiters have not been woken yet. */
static bool evict_oldest(struct jwks_table *table)
{
	struct jwks_source *oldest = NULL;

	for (struct jwks_source *source = jwks_table_next(table, NULL); source != NULL;
		source = jwks_table_next(table, source)) {
		if (source->state == JWKS_SOURCE_IDLE && source->waiters == NULL &&
			(oldest == NULL || source->last_used < oldest->last_used))
			oldest = source;
	}
	if (oldest != NULL)
		drop(table, oldest);
	return oldest != NULL;
}

struct jwks_source *jwks_table_get(struct jwks_table *table, const struct jwks_endpoint *endpoint)
{
	struct jwks_source *source = jwks_table_find(table, endpoint);

	if (source == NULL) {
		struct jwks_source **bucket = &table->buckets[bucket_of(endpoint)];

		if (table->count >= table->max && !evict_oldest(table))
			return NULL;
		source = jwks_source_new(endpoint);
		source->next = *bucket;
		*bucket = source;
		table->count++;
	}
	source->last_used = ++table->uses;
	return source;
}

void jwks_table_clear(struct jwks_table *table)
{
	struct jwks_source *source;

	while ((source = jwks_table_next(table, NULL)) != NULL)
		drop(table, source);
}
