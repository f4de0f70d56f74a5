/*
 * config_key: the definition of a setting, and functions that parse, compare and copy its value.
 */
#ifndef CONFIG_CONFIG_KEY_PRIVATE_H
#define CONFIG_CONFIG_KEY_PRIVATE_H

#include "base/buffer.h"

/* Type of a setting. Each comment has the type of the struct member that stores the value. */
enum config_kind {
	CONFIG_TEXT, /* const char * */
	CONFIG_LIST, /* const char *; if the key is repeated, its values are joined */
	CONFIG_INTEGER, /* int64_t */
	CONFIG_BOOLEAN, /* bool */
	CONFIG_CHOICE /* const char *, one of `choices` */
};

/* `offset` is the byte offset of the struct member in the record. `min` and `max` bound an integer,
 * or the length of a text or list in bytes. `choices` lists the valid words of a CONFIG_CHOICE,
 * separated by blanks. `fallback` is the default value. */
struct config_key {
	const char *name;
	enum config_kind kind;
	size_t offset;
	int64_t min, max;
	const char *fallback;
	const char *choices;
	const char *help;
};

/* Parses the value and stores it in the record. Returns false if the value is invalid. */
bool config_key_store(
	struct arena *arena, const struct config_key *key, struct text value, void *record);

/* Appends `value` to a copy of the list in the record. Returns the copy, which lives in the
 * arena. */
struct text config_key_append(
	struct arena *arena, const struct config_key *key, struct text value, const void *record);

/* Returns a description of the valid values, such as "whole number, 0 to 5". */
struct text config_key_bounds(struct arena *arena, const struct config_key *key);

/* Like config_key_bounds(), for an error message about `value`. Adds a hint if `value` is in quotes
 * or contains " # ", because the file format supports neither. */
struct text config_key_rule(struct arena *arena, const struct config_key *key, struct text value);

/* Returns whether two records have the same value for this setting. */
bool config_key_equal(const struct config_key *key, const void *a, const void *b);

/* Copies the value of this setting from one record into another. If the value is a text, copies the
 * text into the arena. */
void config_key_copy(
	struct arena *arena, const struct config_key *key, void *into, const void *from);

/* Returns the table of all settings except those of the sections [issuer.NAME]. *ret_count receives
 * their number. */
const struct config_key *config_keys(size_t *ret_count);

/* Writes the rows of config_reference() for the given keys. Puts `section` before each name. Calls
 * takes_effect_on_reload() for each key, and states in the row whether the setting takes effect on
 * reload. */
void config_key_rows(struct buffer *out, const struct config_key *keys, size_t count,
	const char *section, bool (*takes_effect_on_reload)(const char *name));

#endif
