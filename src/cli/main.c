/*
 * s2s-registry: parses the command line and runs a command. `s2s-registry --help` lists the
 * commands.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "api/admin/token_api.h"
#include "api/pipeline/front.h"
#include "api/pipeline/routes.h"
#include "auth/issuer.h"
#include "auth/refusal.h"
#include "base/descriptors.h"
#include "base/file.h"
#include "cli/admin_key_command.h"
#include "cli/backup_command.h"
#include "cli/command.h"
#include "cli/connector_command.h"
#include "cli/import_command.h"
#include "cli/jws_command.h"
#include "cli/reload_signal.h"
#include "service/ops.h"
#include "upkeep/database_open.h"

/* The parsed command line. */
struct invocation {
	struct command_settings settings;
	const char *words[4]; /* command and its arguments */
	size_t word_count;
	struct config config;
	struct arena *arena;
	struct fault fault;
};

static int print(struct text t)
{
	return fwrite(t.data, 1, t.length, stdout) == t.length ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int run_front(
	struct invocation *call, struct service *service, struct log *log, const sigset_t *signals)
{
	struct reload_signal reload = {.config_path = call->settings.config_path,
		.settings = call->settings.settings,
		.setting_count = call->settings.count,
		.service = service,
		.log = log};
	struct front *front;
	struct ops *ops = NULL;
	int received;

	if (front_start(&front, service, &call->fault) != STATUS_OK)
		return command_print_fault(&call->fault);
	if (ops_start(&ops, service, &call->fault) != STATUS_OK) {
		front_stop(front);
		return command_print_fault(&call->fault);
	}
	LOG(log, LOG_INFO, "listening", LOG_CSTR("url", front_url(front)),
		LOG_CSTR("ops", ops_url(ops)),
		LOG_TEXT("environment", service_environment_id(service, call->arena)));
	sd_notify(0, "READY=1");
	reload.front = front;
	received = reload_signal_await_end(&reload, signals);
	sd_notify(0, "STOPPING=1");
	LOG(log, LOG_INFO, "stopping", LOG_CSTR("signal", strsignal(received)));
	ops_announce_stop(ops);
	front_stop(front);
	ops_stop(ops);
	return EXIT_SUCCESS;
}

static int run_service(struct invocation *call, struct log *log, const sigset_t *signals)
{
	struct service_options options = {.config = &call->config,
		.clock = &clock_system,
		.log = log,
		.metrics = log->metrics};
	struct service *service;
	struct text warning;
	int result;

	if (service_check_config(&call->config, &warning, &call->fault) != STATUS_OK ||
		service_open(&service, &options, &call->fault) != STATUS_OK)
		return command_print_fault(&call->fault);
	result = run_front(call, service, log, signals);
	service_close(service);
	return result;
}

static int serve(struct invocation *call)
{
	struct metrics metrics = {0};
	struct log log = {.fd = STDERR_FILENO,
		.threshold = log_level_named(text_from(call->config.log_level)),
		.metrics = &metrics};
	sigset_t signals = reload_signal_block();
	int result;

	descriptors_raise_limit();
	log_start_queue(&log);
	if (log.queue == NULL)
		return command_print_errno("cannot start the thread for the log");
	result = run_service(call, &log, &signals);
	log_end_queue(&log);
	return result;
}

static int migrate(struct invocation *call)
{
	struct db *db;
	size_t applied;

	if (command_open_database(&db, &call->config, DATABASE_OPEN_CACHE_KIB, &applied,
		    &call->fault) != STATUS_OK)
		return command_print_fault(&call->fault);
	db_close(db);
	printf("%zu migrations applied\n", applied);
	return EXIT_SUCCESS;
}

static int write_backup(struct invocation *call)
{
	return backup_command_write(&call->config, call->words[1], &call->fault);
}

static int restore_backup(struct invocation *call)
{
	return backup_command_restore(&call->config, call->words[1], &call->fault);
}

static int check_config(struct invocation *call)
{
	struct text warning;

	if (service_check_config(&call->config, &warning, &call->fault) != STATUS_OK)
		return command_print_fault(&call->fault);
	if (text_is_set(warning))
		fprintf(stderr, "s2s-registry: warning: %s\n", warning.data);
	puts("the configuration is valid");
	return EXIT_SUCCESS;
}

static int create_admin_key(struct invocation *call)
{
	return admin_key_command_create(&call->config, call->words[2],
		call->word_count > 3 ? call->words[3] : NULL, &call->fault);
}

static int list_admin_keys(struct invocation *call)
{
	return admin_key_command_list(&call->config, &call->fault);
}

static int disable_admin_key(struct invocation *call)
{
	return admin_key_command_disable(&call->config, call->words[2], &call->fault);
}

static int print_routes(struct invocation *call)
{
	return print(routes_reference(call->arena));
}

static int print_config_reference(struct invocation *call)
{
	return print(config_reference(call->arena));
}

static int print_refusals(struct invocation *call)
{
	return print(refusal_reference(call->arena));
}

/* Reads the token from standard input, because other users can see command lines. */
static int explain_token(struct invocation *call, bool for_admin)
{
	struct log log = {.fd = STDERR_FILENO, .threshold = LOG_WARNING};
	struct service_options options = {
		.config = &call->config, .clock = &clock_system, .log = &log};
	struct text token = file_read_stream(call->arena, stdin, TOKEN_API_BYTES_MAX), report;
	bool passes = false;
	struct service *service;
	enum status status = service_open(&service, &options, &call->fault);

	if (status != STATUS_OK)
		return command_print_fault(&call->fault);
	status = token_api_explain(
		service, call->arena, token, for_admin, &report, &passes, &call->fault);
	service_close(service);
	if (status != STATUS_OK)
		return command_print_fault(&call->fault);
	print(report);
	return passes ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int explain(struct invocation *call)
{
	return explain_token(call, false);
}

static int explain_for_admin(struct invocation *call)
{
	return explain_token(call, true);
}

static int print_client_app_id(struct invocation *call)
{
	struct guid directory;

	if (!guid_parse(text_from(call->words[1]), &directory)) {
		fault_set(&call->fault, STATUS_INVALID, "InvalidArgument",
			"DIRECTORY must be a GUID.");
		return command_print_fault(&call->fault);
	}
	puts(guid_text(call->arena, issuer_client_id(directory, text_from(call->words[2]))).data);
	return EXIT_SUCCESS;
}

struct command {
	const char *words[2]; /* second may be NULL */
	const char *argument; /* names of the arguments, separated by blanks, or NULL */
	int (*run)(struct invocation *call);
	const char *help;
	/* If not NULL, called instead of run() with all arguments other than the command. */
	int (*run_exclusive)(int argc, char **argv);
};

static const struct command commands[] = {
	{{"serve", NULL}, NULL, serve, "answer requests until SIGTERM or SIGINT; SIGHUP reloads",
		NULL},
	{{"migrate", NULL}, NULL, migrate, "apply pending migrations to the database, then exit",
		NULL},
	{{"backup", NULL}, "FILE", write_backup,
		"copy the database, even while the service is running", NULL},
	{{"restore", NULL}, "FILE", restore_backup, "replace the database with a backup", NULL},
	{{"check-config", NULL}, NULL, check_config, "check the configuration", NULL},
	{{"admin-key", "create"}, "NAME", create_admin_key,
		"create an admin key with the role Registry.Admin and print it, only once", NULL},
	{{"admin-key", "create"}, "NAME ROLES", create_admin_key,
		"the same with other roles, separated by commas", NULL},
	{{"admin-key", "list"}, NULL, list_admin_keys, "list the admin keys, without their secrets",
		NULL},
	{{"admin-key", "disable"}, "NAME", disable_admin_key, "disable an admin key", NULL},
	{{"token", "explain"}, NULL, explain,
		"validate the token on standard input and report each check", NULL},
	{{"token", "explain-admin"}, NULL, explain_for_admin,
		"the same for a token for the admin plane", NULL},
	{{"client-app-id", NULL}, "DIRECTORY NAME", print_client_app_id,
		"print the client app ID to register for a provider's client name", NULL},
	{{"import", NULL}, "FILE [--source NAME]...", NULL,
		"import reviews, or restore an export; see docs/operations.md", import_command_run},
	{{"connector", NULL}, "--out DIR [--client-id ID] [--admin]...", NULL,
		"write a custom connector for Power Automate; see docs/connector.md",
		connector_command_run},
	{{"routes", NULL}, NULL, print_routes, "print all routes as Markdown", NULL},
	{{"config-reference", NULL}, NULL, print_config_reference, "print all settings as Markdown",
		NULL},
	{{"refusals", NULL}, NULL, print_refusals, "print all refusals as Markdown", NULL},
	{{"jws-verify", NULL}, "--jwks FILE [--alg NAME]...", NULL,
		"verify a JWS from standard input and print its payload", jws_command_run},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static int help(FILE *to, int result)
{
	fputs("usage: s2s-registry [--config FILE] [--set section.key=value]... COMMAND\n\n", to);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command *command = &commands[i];
		char words[64];

		snprintf(words, sizeof(words), "%s%s%s%s%s", command->words[0],
			command->words[1] == NULL ? "" : " ",
			command->words[1] == NULL ? "" : command->words[1],
			command->argument == NULL ? "" : " ",
			command->argument == NULL ? "" : command->argument);
		fprintf(to, "  %-38s %s\n", words, command->help);
	}
	return result;
}

static bool is_command(const struct command *command, const struct invocation *call)
{
	struct text rest = text_from(command->argument), name;
	size_t expected = 1U + (size_t)(command->words[1] != NULL);

	while (text_next_word(&rest, &name))
		expected++;

	if (command->run == NULL || call->word_count != expected ||
		strcmp(call->words[0], command->words[0]) != 0)
		return false;
	return command->words[1] == NULL || strcmp(call->words[1], command->words[1]) == 0;
}

static bool add_word(struct invocation *call, const char *word)
{
	if (call->word_count == sizeof(call->words) / sizeof(call->words[0]))
		return false;
	call->words[call->word_count++] = word;
	return true;
}

static bool parse(struct invocation *call, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
			call->settings.config_path = argv[++i];
		else if (strcmp(argv[i], "--set") == 0 && i + 1 < argc &&
			command_add_setting(&call->settings, argv[i + 1]))
			i++;
		else if (argv[i][0] == '-' || !add_word(call, argv[i]))
			return false;
	}
	return call->word_count > 0;
}

static int run(struct invocation *call)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (!is_command(&commands[i], call))
			continue;
		if (command_load_config(&call->config, &call->settings, &call->fault) != STATUS_OK)
			return command_print_fault(&call->fault);
		return commands[i].run(call);
	}
	return help(stderr, 2);
}

/* Returns the command if it parses its own arguments, or NULL. *ret_at receives its index, which
 * follows
 * --config and --set with their values. */
static const struct command *find_exclusive(int argc, char **argv, int *ret_at)
{
	int at = 1;

	while (at + 2 < argc &&
		(strcmp(argv[at], "--config") == 0 || strcmp(argv[at], "--set") == 0))
		at += 2;
	*ret_at = at;
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (commands[i].run_exclusive != NULL && at < argc &&
			strcmp(argv[at], commands[i].words[0]) == 0)
			return &commands[i];
	}
	return NULL;
}

/* Passes all arguments except the command's name, which is removed from argv. */
static int run_exclusive(const struct command *command, int argc, char **argv, int at)
{
	memmove(&argv[at], &argv[at + 1], (size_t)(argc - at) * sizeof(*argv));
	return command->run_exclusive(argc - 2, argv + 1);
}

int main(int argc, char **argv)
{
	int at;
	const struct command *exclusive = find_exclusive(argc, argv, &at);
	struct invocation call = {.arena = arena_new()};
	int result;

	/* Files are private, because the database contains secrets and exports contain reviews. */
	umask(0077);
	call.fault = fault_make(call.arena);
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		result = help(stdout, EXIT_SUCCESS);
	else if (exclusive != NULL)
		result = run_exclusive(exclusive, argc, argv, at);
	else if (parse(&call, argc, argv))
		result = run(&call);
	else
		result = help(stderr, 2);
	arena_free(call.arena);
	return result;
}
