/*
 * config_key: one key of the configuration, and how its value is read; tables of keys are made of
 * it.
 */
#ifndef CONFIG_CONFIG_KEY_PRIVATE_H
#define CONFIG_CONFIG_KEY_PRIVATE_H

#include "base/buffer.h"

/* Type of a key, and of the record's member at `offset`. */
enum config_kind {
	CONFIG_TEXT, /* const char * */
	CONFIG_LIST, /* const char *: a text that grows each time its key is given */
	CONFIG_INTEGER, /* int64_t */
	CONFIG_BOOLEAN, /* bool */
	CONFIG_CHOICE /* const char * */
};

/* For a text or a list, `min` and `max` bound its bytes. For a choice, `choices` lists the words,
 * a blank between them. */
struct config_key {
	const char *name;
	enum config_kind kind;
	size_t offset;
	int64_t min, max;
	const char *fallback;
	const char *choices;
	const char *help;
};

/* Stores the value in the record; false when it does not fit. */
bool config_key_store(
	struct arena *arena, const struct config_key *key, struct text value, void *record);

/* What a list holds after `value` has been given too. */
struct text config_key_append(
	struct arena *arena, const struct config_key *key, struct text value, const void *record);

/* "whole number, 0 to 5" and the like. */
struct text config_key_bounds(struct arena *arena, const struct config_key *key);

/* The same, and what else is wrong with a value that config_key_store() refused. */
struct text config_key_rule(struct arena *arena, const struct config_key *key, struct text value);

/* Whether two records have the same value. */
bool config_key_equal(const struct config_key *key, const void *a, const void *b);

/* Copies the value, a text into the arena. */
void config_key_copy(
	struct arena *arena, const struct config_key *key, void *into, const void *from);

/* All keys but those of sections [issuer.NAME]. */
const struct config_key *config_keys(size_t *ret_count);

/* Adds the keys' rows of the reference; `section` goes before each name. */
void config_key_rows(struct buffer *out, const struct config_key *keys, size_t count,
	const char *section, bool (*takes_effect_on_reload)(const char *name));

#endif
