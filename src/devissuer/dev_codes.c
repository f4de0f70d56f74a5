#include "devissuer/dev_codes.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/base64url.h"

#define CODE_BYTES 32

/* The texts live in `arena`, which is NULL if the entry is free. */
struct entry {
	struct arena *arena;
	struct text code, meaning;
	int64_t created_ms;
};

struct dev_codes {
	pthread_mutex_t mutex;
	struct entry entries[DEV_CODES_MAX];
	struct entry user; /* uses only `meaning` */
};

struct dev_codes *dev_codes_new(void)
{
	struct dev_codes *codes = calloc(1, sizeof(*codes));

	if (codes == NULL)
		abort();
	pthread_mutex_init(&codes->mutex, NULL);
	return codes;
}

static void clear(struct entry *entry)
{
	arena_free(entry->arena);
	*entry = (struct entry){0};
}

void dev_codes_free(struct dev_codes *codes)
{
	if (codes == NULL)
		return;
	for (size_t i = 0; i < DEV_CODES_MAX; i++)
		clear(&codes->entries[i]);
	clear(&codes->user);
	pthread_mutex_destroy(&codes->mutex);
	free(codes);
}

static void fill(struct entry *entry, struct text code, struct text meaning, int64_t now_ms)
{
	clear(entry);
	entry->arena = arena_new();
	entry->code = arena_text(entry->arena, code);
	entry->meaning = arena_text(entry->arena, meaning);
	entry->created_ms = now_ms;
}

struct text dev_codes_add(
	struct dev_codes *codes, struct arena *arena, struct text meaning, int64_t now_ms)
{
	struct text code = base64url_random(arena, CODE_BYTES);
	struct entry *place = &codes->entries[0];

	pthread_mutex_lock(&codes->mutex);
	for (size_t i = 1; i < DEV_CODES_MAX && place->arena != NULL; i++) {
		struct entry *entry = &codes->entries[i];

		if (entry->arena == NULL || entry->created_ms < place->created_ms)
			place = entry;
	}
	fill(place, code, meaning, now_ms);
	pthread_mutex_unlock(&codes->mutex);
	return code;
}

struct text dev_codes_redeem(
	struct dev_codes *codes, struct arena *arena, struct text code, int64_t now_ms)
{
	struct text meaning = TEXT_NONE;

	pthread_mutex_lock(&codes->mutex);
	for (size_t i = 0; i < DEV_CODES_MAX; i++) {
		struct entry *entry = &codes->entries[i];

		if (entry->arena == NULL || !text_equal(entry->code, code))
			continue;
		if (now_ms - entry->created_ms < DEV_CODES_LIFETIME_MS)
			meaning = arena_text(arena, entry->meaning);
		clear(entry);
	}
	pthread_mutex_unlock(&codes->mutex);
	return meaning;
}

void dev_codes_set_user(struct dev_codes *codes, struct text form)
{
	pthread_mutex_lock(&codes->mutex);
	clear(&codes->user);
	if (text_is_set(form))
		fill(&codes->user, TEXT_NONE, form, 0);
	pthread_mutex_unlock(&codes->mutex);
}

struct text dev_codes_user(struct dev_codes *codes, struct arena *arena)
{
	struct text form;

	pthread_mutex_lock(&codes->mutex);
	form = arena_text(arena, codes->user.meaning);
	pthread_mutex_unlock(&codes->mutex);
	return form;
}
