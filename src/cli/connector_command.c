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

struct invocation {
	struct arena *arena;
	struct fault fault;
	struct command_settings settings;
	struct config config;
	const char *out, *host;
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
	if (strcmp(name, "--out") == 0)
		return &call->out;
	return strcmp(name, "--host") == 0 ? &call->host : NULL;
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

/* --host is checked like the setting that it replaces. */
static bool set_host(struct invocation *call)
{
	const char *scheme = strstr(call->host, "://") == NULL ? "https://" : "";

	return command_add_setting(&call->settings,
		       arena_printf(call->arena, "server.public-url=%s%s", scheme, call->host)
			       .data) ||
		misused("accepts no further ", "--set with --host");
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
	if (call->out == NULL)
		return misused("needs ", "--out DIR");
	return call->host == NULL || set_host(call);
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
	if (!file_make_dir(call->out))
		return command_print_errno(call->out);
	for (size_t i = 0; i < PACKAGE_ARCHIVE; i++) {
		const struct package_file *file = &package->files[i];
		const char *path = arena_printf(call->arena, "%s/%s", call->out, file->name).data;

		if (!file_replace(call->arena, path, file->content))
			return command_print_errno(path);
	}
	printf("%d files written to %s\n", PACKAGE_ARCHIVE, call->out);
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
