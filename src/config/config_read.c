#include "config/config_read.h"

#include <errno.h>
#include <ini.h>
#include <string.h>

#include "base/file.h"
#include "config/config_issuer.h"

#define FILE_LIMIT_BYTES (1024 * 1024)
#define LINE_MAX_BYTES 198

struct reading {
	const struct config_read_target *target;
	struct fault *fault;
	const char *path; /* NULL: settings of the command line */
	struct text rest; /* unread part of the file */
	int line;
	/* Keys that this source has set. */
	bool *given;
	bool issuer_given[CONFIG_ISSUERS_MAX][CONFIG_ISSUER_KEYS];
};

/* Returns the position of the current value, for error messages. */
static const char *origin(const struct reading *reading)
{
	if (reading->path == NULL)
		return "--set";
	return arena_printf(reading->fault->arena, "%s line %d", reading->path, reading->line).data;
}

/* Returns the key with this name and its index, or NULL. */
static const struct config_key *find(
	const struct config_key *table, size_t count, struct text name, size_t *ret_index)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(text_from(table[i].name), name)) {
			*ret_index = i;
			return &table[i];
		}
	}
	return NULL;
}

/* Stores the value of the setting `name`. *given says whether the same source has set it before. */
static void store(struct reading *reading, const struct config_key *key, struct text name,
	struct text value, void *record, bool *given)
{
	struct arena *arena = reading->fault->arena;

	value = text_trim(value);
	if (key->kind == CONFIG_LIST && *given)
		value = config_key_append(arena, key, value, record);
	if (!config_key_store(arena, key, value, record))
		fault_add(reading->fault, name, "InvalidSetting", "%s: %.*s must be: %s.",
			origin(reading), (int)name.length, name.data,
			config_key_rule(arena, key, value).data);
	*given = true;
}

/* Returns false if the name is not a key of an issuer section. */
static bool set_issuer(struct reading *reading, struct text name, struct text value)
{
	struct config *config = reading->target->config;
	struct text section, last;
	const struct config_key *key;
	size_t index, at;

	if (!config_issuer_split(name, &section, &last))
		return false;
	key = find(config_issuer_keys, CONFIG_ISSUER_KEYS, last, &index);
	if (key == NULL)
		return false;
	at = config_issuer_find(reading->fault->arena, config, section);
	if (at == CONFIG_ISSUERS_MAX)
		fault_add(reading->fault, name, "InvalidSetting",
			"%s: there are more than %d issuer sections.", origin(reading),
			CONFIG_ISSUERS_MAX);
	else
		store(reading, key, name, value, &config->issuers[at],
			&reading->issuer_given[at][index]);
	return true;
}

static void set(struct reading *reading, struct text name, struct text value)
{
	size_t index;
	const struct config_key *key =
		find(reading->target->keys, reading->target->count, name, &index);

	if (key != NULL)
		store(reading, key, name, value, reading->target->config, &reading->given[index]);
	else if (!set_issuer(reading, name, value))
		fault_add(reading->fault, name, "UnknownSetting", "%s: there is no setting %.*s.",
			origin(reading), (int)name.length, name.data);
}

static int on_entry(void *context, const char *section, const char *name, const char *value)
{
	struct reading *reading = context;

	set(reading, arena_printf(reading->fault->arena, "%s.%s", section, name), text_from(value));
	return 1;
}

/* Passes the next line to inih. Rejects full lines, which inih silently splits or joins. */
static char *next_line(char *into, int size_bytes, void *context)
{
	struct reading *reading = context;
	struct text line;

	if (!text_split_next(&reading->rest, '\n', &line))
		return NULL;
	reading->line++;
	if (line.length > LINE_MAX_BYTES || line.length + 2 > (size_t)size_bytes) {
		fault_add(reading->fault, text_from(reading->path), "LineTooLong",
			"%s: the line is longer than %d bytes; continue a list on indented "
			"lines.",
			origin(reading), LINE_MAX_BYTES);
		line = TEXT("");
	}
	memcpy(into, line.data, line.length);
	memcpy(into + line.length, "\n", 2);
	return into;
}

static struct reading begin(
	const struct config_read_target *target, const char *path, struct fault *fault)
{
	return (struct reading){.target = target,
		.fault = fault,
		.path = path,
		.given = arena_array(fault->arena, target->count, sizeof(bool))};
}

void config_read_file(
	const struct config_read_target *target, const char *path, struct fault *fault)
{
	struct reading reading = begin(target, path, fault);
	int line;

	reading.rest = file_read(fault->arena, path, FILE_LIMIT_BYTES, NULL);
	if (!text_is_set(reading.rest)) {
		fault_add(
			fault, text_from(path), "UnreadableFile", "%s: %s.", path, strerror(errno));
		return;
	}
	line = ini_parse_stream(next_line, &reading, on_entry, &reading);
	if (line > 0)
		fault_add(fault, text_from(path), "MalformedFile",
			"%s line %d is neither a [section], nor key = value, nor a comment.", path,
			line);
}

static void read_setting(struct reading *reading, const char *setting)
{
	struct text all = text_from(setting);
	size_t equals = text_find(all, '=');

	if (equals == all.length)
		fault_add(reading->fault, all, "MalformedSetting",
			"--set takes section.key=value, not %s.", setting);
	else
		set(reading, text_slice(all, 0, equals), text_slice(all, equals + 1, all.length));
}

void config_read_settings(const struct config_read_target *target, const char *const *settings,
	size_t count, struct fault *fault)
{
	struct reading reading = begin(target, NULL, fault);

	for (size_t i = 0; i < count; i++)
		read_setting(&reading, settings[i]);
}
