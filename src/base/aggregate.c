#include "base/aggregate.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define START_BITS 5

struct aggregate_row {
	struct text key;
	uint64_t hash;
	alignas(max_align_t) unsigned char bytes[];
};

struct text aggregate_key(char bytes[AGGREGATE_KEY_BYTES_MAX], const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(bytes, AGGREGATE_KEY_BYTES_MAX, format, args);
	va_end(args);
	if (length < 0 || length >= AGGREGATE_KEY_BYTES_MAX)
		abort();
	return (struct text){bytes, (size_t)length};
}

struct aggregate aggregate_make(struct arena *arena, size_t row_bytes)
{
	return (struct aggregate){.arena = arena, .row_bytes = row_bytes};
}

static struct aggregate_row **slot_of(const struct aggregate *table, struct text key, uint64_t hash)
{
	size_t mask = ((size_t)1 << table->bits) - 1, at = hash & mask;

	while (table->slots[at] != NULL &&
		(table->slots[at]->hash != hash || !text_equal(table->slots[at]->key, key)))
		at = (at + 1) & mask;
	return &table->slots[at];
}

/* Keeps at least half of the slots free. */
static void grow(struct aggregate *table)
{
	size_t half = (size_t)1 << (table->bits - 1);

	table->rows = arena_grow(table->arena, table->rows, table->count * sizeof(*table->rows),
		half * sizeof(*table->rows));
	table->slots = arena_array(table->arena, 2 * half, sizeof(*table->slots));
	for (size_t i = 0; i < table->count; i++)
		*slot_of(table, table->rows[i]->key, table->rows[i]->hash) = table->rows[i];
}

void *aggregate_find(struct aggregate *table, struct text key, struct text *ret_key)
{
	uint64_t hash = text_hash(key, TEXT_HASH_START);
	struct aggregate_row **slot, *row;

	if (table->bits == 0 || table->count == (size_t)1 << (table->bits - 1)) {
		table->bits = table->bits == 0 ? START_BITS : table->bits + 1;
		grow(table);
	}
	slot = slot_of(table, key, hash);
	if (*slot == NULL) {
		row = arena_alloc(table->arena, sizeof(*row) + table->row_bytes);
		row->key = arena_text(table->arena, key);
		row->hash = hash;
		table->rows[table->count++] = *slot = row;
	}
	*ret_key = (*slot)->key;
	return (*slot)->bytes;
}

void *aggregate_at(const struct aggregate *table, size_t index)
{
	return table->rows[index]->bytes;
}
