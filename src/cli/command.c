#include "cli/command.h"
#include "upkeep/database_open.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool command_add_setting(struct command_settings *settings, const char *value)
{
	if (settings->count == COMMAND_SETTINGS_MAX)
		return false;
	settings->settings[settings->count++] = value;
	return true;
}

bool command_take_setting(struct command_settings *settings, const char *name, const char *value)
{
	if (strcmp(name, "--set") == 0)
		return command_add_setting(settings, value);
	if (settings->config_path != NULL)
		return false;
	settings->config_path = value;
	return true;
}

enum status command_load_config(
	struct config *ret_config, const struct command_settings *settings, struct fault *fault)
{
	return config_load(
		ret_config, settings->config_path, settings->settings, settings->count, fault);
}

int command_print_fault(const struct fault *fault)
{
	if (text_is_set(fault->detail))
		fprintf(stderr, "s2s-registry: %s\n", fault->detail.data);
	for (size_t i = 0; i < fault->error_count; i++)
		fprintf(stderr, "s2s-registry: %s\n", fault->errors[i].message.data);
	return EXIT_FAILURE;
}

int command_print_errno(const char *what)
{
	fprintf(stderr, "s2s-registry: %s: %s.\n", what, strerror(errno));
	return EXIT_FAILURE;
}

enum status command_open_database(struct db **ret_db, const struct config *config,
	int64_t cache_kib, size_t *ret_applied, struct fault *fault)
{
	struct database_open_report about;
	enum status status = database_open_migrated(ret_db, config, cache_kib, &about, fault);

	if (status != STATUS_OK)
		return status;
	*ret_applied = about.applied;
	if (about.is_new)
		fprintf(stderr, "s2s-registry: created the database %s\n", config->database_path);
	return STATUS_OK;
}
