#include "config/config_key.h"

static bool is_choice(const char *choices, struct text value)
{
	struct text rest = text_from(choices), word;

	while (text_cut(&rest, ' ', &word)) {
		if (text_equal(word, value))
			return true;
	}
	return false;
}

bool config_key_store(
	struct arena *arena, const struct config_key *key, struct text value, void *record)
{
	char *member = (char *)record + key->offset;
	int64_t number;

	switch (key->kind) {
	case CONFIG_INTEGER:
		if (!text_to_int64(value, &number) || number < key->min || number > key->max)
			return false;
		*(int64_t *)(void *)member = number;
		return true;
	case CONFIG_BOOLEAN:
		if (!is_choice("true false", value))
			return false;
		*(bool *)member = text_equal(value, TEXT("true"));
		return true;
	case CONFIG_CHOICE:
		if (!is_choice(key->choices, value))
			return false;
		break;
	case CONFIG_TEXT:
	case CONFIG_LIST:
		if ((int64_t)value.length < key->min || (int64_t)value.length > key->max ||
			text_check(value, NULL) != TEXT_GOOD)
			return false;
		break;
	}
	*(const char **)(void *)member = arena_cstr(arena, value);
	return true;
}

struct text config_key_append(
	struct arena *arena, const struct config_key *key, struct text value, const void *record)
{
	const char *before =
		*(const char *const *)(const void *)((const char *)record + key->offset);

	return arena_printf(arena, "%s %.*s", before, (int)value.length, value.data);
}

struct text config_key_bounds(struct arena *arena, const struct config_key *key)
{
	switch (key->kind) {
	case CONFIG_INTEGER:
		return arena_printf(arena, "whole number, %lld to %lld", (long long)key->min,
			(long long)key->max);
	case CONFIG_BOOLEAN:
		return TEXT("true or false");
	case CONFIG_CHOICE:
		return arena_printf(arena, "one of: %s", key->choices);
	case CONFIG_TEXT:
	case CONFIG_LIST:
		break;
	}
	return arena_printf(
		arena, "text, %lld to %lld bytes", (long long)key->min, (long long)key->max);
}

struct text config_key_row(struct arena *arena, const struct config_key *key, const char *section)
{
	const char *mark = key->fallback[0] == '\0' ? "" : "`";

	return arena_printf(arena, "| `%s%s` | %s | %s%s%s | %s |\n", section, key->name,
		config_key_bounds(arena, key).data, mark, key->fallback, mark, key->help);
}
