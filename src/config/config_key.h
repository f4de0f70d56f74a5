/*
 * config_key: the definition of a configuration key, and functions that read its value.
 */
#ifndef CONFIG_CONFIG_KEY_PRIVATE_H
#define CONFIG_CONFIG_KEY_PRIVATE_H

#include "base/buffer.h"

/* Type of a key, and type of the struct member at `offset`. */
enum config_kind {
	CONFIG_TEXT, /* const char * */
	CONFIG_LIST, /* const char *; each repetition of the key extends the list */
	CONFIG_INTEGER, /* int64_t */
	CONFIG_BOOLEAN, /* bool */
	CONFIG_CHOICE /* const char * */
};

/* `min` and `max` bound an integer, or the length of a text or list in bytes. `choices` has the
 * words of a choice, separated by blanks. */
struct config_key {
	const char *name;
	enum config_kind kind;
	size_t offset;
	int64_t min, max;
	const char *fallback;
	const char *choices;
	const char *help;
};

/* Stores the value in the record. Returns false if the value is invalid. */
bool config_key_store(
	struct arena *arena, const struct config_key *key, struct text value, void *record);

/* Returns the record's list with `value` appended, in the arena. */
struct text config_key_append(
	struct arena *arena, const struct config_key *key, struct text value, const void *record);

/* Describes the valid values, such as "whole number, 0 to 5". */
struct text config_key_bounds(struct arena *arena, const struct config_key *key);

/* Does the same for an error message about `value`, with a hint if the value has quotes or a
 * comment. */
struct text config_key_rule(struct arena *arena, const struct config_key *key, struct text value);

/* Returns whether two records have the same value. */
bool config_key_equal(const struct config_key *key, const void *a, const void *b);

/* Copies the value from one record into another. Texts are copied into the arena. */
void config_key_copy(
	struct arena *arena, const struct config_key *key, void *into, const void *from);

/* Returns all keys except those of the sections [issuer.NAME]. */
const struct config_key *config_keys(size_t *ret_count);

/* Writes a table row for each key, for config_reference(). `section` precedes each name. */
void config_key_rows(struct buffer *out, const struct config_key *keys, size_t count,
	const char *section, bool (*takes_effect_on_reload)(const char *name));

#endif
