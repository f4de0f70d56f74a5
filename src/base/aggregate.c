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

struct tally aggregate_make(struct arena *arena, size_t row_bytes)
{
	return (struct tally){.arena = arena, .row_bytes = row_bytes};
}

static struct aggregate_row **slot_of(const struct tally *tally, struct text key, uint64_t hash)
{
	size_t mask = ((size_t)1 << tally->bits) - 1, at = hash & mask;

	while (tally->slots[at] != NULL &&
		(tally->slots[at]->hash != hash || !text_equal(tally->slots[at]->key, key)))
		at = (at + 1) & mask;
	return &tally->slots[at];
}

/* Half of the slots are free at least. */
static void grow(struct tally *tally)
{
	size_t half = (size_t)1 << (tally->bits - 1);

	tally->rows = arena_grow(tally->arena, tally->rows, tally->count * sizeof(*tally->rows),
		half * sizeof(*tally->rows));
	tally->slots = arena_array(tally->arena, 2 * half, sizeof(*tally->slots));
	for (size_t i = 0; i < tally->count; i++)
		*slot_of(tally, tally->rows[i]->key, tally->rows[i]->hash) = tally->rows[i];
}

void *aggregate_find(struct tally *tally, struct text key, struct text *ret_key)
{
	uint64_t hash = text_hash(key, TEXT_HASH_START);
	struct aggregate_row **slot, *row;

	if (tally->bits == 0 || tally->count == (size_t)1 << (tally->bits - 1)) {
		tally->bits = tally->bits == 0 ? START_BITS : tally->bits + 1;
		grow(tally);
	}
	slot = slot_of(tally, key, hash);
	if (*slot == NULL) {
		row = arena_alloc(tally->arena, sizeof(*row) + tally->row_bytes);
		row->key = arena_text(tally->arena, key);
		row->hash = hash;
		tally->rows[tally->count++] = *slot = row;
	}
	*ret_key = (*slot)->key;
	return (*slot)->bytes;
}

void *aggregate_at(const struct tally *tally, size_t index)
{
	return tally->rows[index]->bytes;
}
