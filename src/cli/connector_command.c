#include "cli/connector_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/pipeline/front_options.h"
#include "base/file.h"
#include "cli/command.h"
#include "connector/package.h"
#include "http/server_url.h"

/* The options with a value. The value of an option replaces the setting. */
enum { OUT, HOST, CLIENT_ID, DIRECTORY, ENVIRONMENT, OPTION_COUNT };

static const struct {
	const char *name, *setting;
} value_options[OPTION_COUNT] = {
	[OUT] = {"--out", NULL},
	[HOST] = {"--host", "server.public-url"},
	[CLIENT_ID] = {"--client-id", "connector.client-id"},
	[DIRECTORY] = {"--directory", "connector.directory"},
	[ENVIRONMENT] = {"--environment", "environment.id"},
};

struct invocation {
	struct arena *arena;
	struct fault fault;
	struct command_settings settings;
	struct config config;
	const char *values[OPTION_COUNT];
	enum package_kind kind;
};

/* Always returns false. */
static bool misused(const char *what, const char *detail)
{
	fprintf(stderr, "s2s-registry: connector %s%s\n", what, detail);
	return false;
}

/* Returns where the value of an option is stored, or NULL. */
static const char **place_of(struct invocation *call, const char *name)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (strcmp(name, value_options[i].name) == 0)
			return &call->values[i];
	}
	return NULL;
}

static bool take_value(struct invocation *call, const char *name, const char *value)
{
	bool is_setting = strcmp(name, "--config") == 0 || strcmp(name, "--set") == 0;
	const char **place = place_of(call, name);

	if (!is_setting && place == NULL)
		return misused("does not accept ", name);
	if (value == NULL || strncmp(value, "--", 2) == 0)
		return misused("needs a value for ", name);
	if (is_setting)
		return command_take_setting(&call->settings, name, value) ||
			misused("accepts no further ", name);
	if (*place != NULL)
		return misused("accepts no further ", name);
	*place = value;
	return true;
}

/* The values are checked like the settings that they replace. */
static bool set_options(struct invocation *call)
{
	const char *host = call->values[HOST];

	if (host != NULL && strstr(host, "://") == NULL)
		call->values[HOST] = arena_printf(call->arena, "https://%s", host).data;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const char *setting = value_options[i].setting, *value = call->values[i];

		if (setting != NULL && value != NULL &&
			!command_add_setting(&call->settings,
				arena_printf(call->arena, "%s=%s", setting, value).data))
			return misused("accepts no further --set with ", value_options[i].name);
	}
	return true;
}

static bool take_words(struct invocation *call, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--admin") == 0)
			call->kind = PACKAGE_ADMIN;
		else if (take_value(call, argv[i], i + 1 < argc ? argv[i + 1] : NULL))
			i++;
		else
			return false;
	}
	if (call->values[OUT] == NULL)
		return misused("needs ", "--out DIR");
	return set_options(call);
}

static struct text find_url(struct invocation *call)
{
	struct server_options options;
	struct text warning;

	if (call->config.server_public_url[0] != '\0')
		return text_from(call->config.server_public_url);
	if (call->config.server_port == 0 ||
		front_options_read(&call->config, &options, &warning, &call->fault) != STATUS_OK)
		return TEXT("");
	return server_url_make(call->arena, &options, options.port);
}

static enum status make_package(struct invocation *call, struct package *ret_package)
{
	struct target target;
	struct text url;

	if (command_load_config(&call->config, &call->settings, &call->fault) != STATUS_OK)
		return call->fault.status;
	url = find_url(call);
	if (call->fault.status != STATUS_OK ||
		target_read(&target, &call->config, url, &call->fault) != STATUS_OK)
		return call->fault.status;
	return package_make(ret_package, &target, call->kind, &call->fault);
}

/* The archive is for downloads; paconn reads the files themselves. */
static int write_files(struct invocation *call, const struct package *package)
{
	const char *folder = call->values[OUT];

	if (!file_make_dir(folder))
		return command_print_errno(folder);
	for (size_t i = 0; i < PACKAGE_ARCHIVE; i++) {
		const struct package_file *file = &package->files[i];
		const char *path = arena_printf(call->arena, "%s/%s", folder, file->name).data;

		if (!file_replace(call->arena, path, file->content))
			return command_print_errno(path);
	}
	printf("%d files written to %s\n", PACKAGE_ARCHIVE, folder);
	return EXIT_SUCCESS;
}

int connector_command_run(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct invocation *call = arena_alloc(arena, sizeof(*call));
	struct package package = {.files = {{.name = NULL}}};
	int result = COMMAND_EXIT_MISUSED;

	call->arena = arena;
	call->fault = fault_make(arena);
	if (take_words(call, argc, argv))
		result = make_package(call, &package) == STATUS_OK
			? write_files(call, &package)
			: command_print_fault(&call->fault);
	arena_free(arena);
	return result;
}
