#include "config/config_key.h"

#include <string.h>

static bool is_choice(const char *choices, struct text value)
{
	struct text rest = text_from(choices), word;

	while (text_split_next(&rest, ' ', &word)) {
		if (text_equal(word, value))
			return true;
	}
	return false;
}

#define HASH " # "

/* Detects quotes and comments that the format does not support and that would silently become part
 * of the value. Returns a hint for the error message, or "". */
static const char *hint_for(struct text value)
{
	if (value.length > 1 && value.data[0] == '"' && value.data[value.length - 1] == '"')
		return ", without quotes around it";
	if (memmem(value.data, value.length, HASH, strlen(HASH)) != NULL)
		return ", without \" # \": a comment at the end of a line starts with \" ;\"";
	return "";
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
			hint_for(value)[0] != '\0' || text_check(value, NULL) != TEXT_GOOD)
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

struct text config_key_rule(struct arena *arena, const struct config_key *key, struct text value)
{
	return arena_printf(arena, "%s%s", config_key_bounds(arena, key).data, hint_for(value));
}

static const void *member_of(const struct config_key *key, const void *record)
{
	return (const char *)record + key->offset;
}

static const char *text_of(const struct config_key *key, const void *record)
{
	return *(const char *const *)member_of(key, record);
}

static bool is_text(const struct config_key *key)
{
	return key->kind != CONFIG_INTEGER && key->kind != CONFIG_BOOLEAN;
}

static size_t member_bytes(const struct config_key *key)
{
	return key->kind == CONFIG_INTEGER ? sizeof(int64_t) : sizeof(bool);
}

bool config_key_equal(const struct config_key *key, const void *a, const void *b)
{
	if (is_text(key))
		return strcmp(text_of(key, a), text_of(key, b)) == 0;
	return memcmp(member_of(key, a), member_of(key, b), member_bytes(key)) == 0;
}

void config_key_copy(
	struct arena *arena, const struct config_key *key, void *into, const void *from)
{
	char *member = (char *)into + key->offset;

	if (is_text(key))
		*(const char **)(void *)member = arena_cstr(arena, text_from(text_of(key, from)));
	else
		memcpy(member, member_of(key, from), member_bytes(key));
}

static struct text write_row(struct arena *arena, const struct config_key *key, const char *section,
	bool takes_effect_on_reload)
{
	const char *mark = key->fallback[0] == '\0' ? "" : "`";

	return arena_printf(arena, "| `%s%s` | %s | %s%s%s | %s%s |\n", section, key->name,
		config_key_bounds(arena, key).data, mark, key->fallback, mark, key->help,
		takes_effect_on_reload ? " Takes effect on reload." : "");
}

void config_key_rows(struct buffer *out, const struct config_key *keys, size_t count,
	const char *section, bool (*takes_effect_on_reload)(const char *name))
{
	for (size_t i = 0; i < count; i++)
		buffer_add(out,
			write_row(out->arena, &keys[i], section,
				takes_effect_on_reload(keys[i].name)));
}
