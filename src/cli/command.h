/*
 * command: functions that several commands use.
 */
#ifndef CLI_COMMAND_PRIVATE_H
#define CLI_COMMAND_PRIVATE_H

#include "service/service.h"
#include "upkeep/database_open.h"

#define COMMAND_SETTINGS_MAX 64

/* The exit status if the arguments of a command are wrong. */
#define COMMAND_EXIT_MISUSED 2

/* The values of --config FILE and --set section.key=value. */
struct command_settings {
	const char *config_path; /* NULL: none */
	const char *settings[COMMAND_SETTINGS_MAX];
	size_t count;
};

/* Adds a value of --set. Returns false if there are too many. */
bool command_add_setting(struct command_settings *settings, const char *value);

/* Stores the value of --config or --set. Returns false if it was given too often. */
bool command_take_setting(struct command_settings *settings, const char *name, const char *value);

/* Calls config_load(). */
enum status command_load_config(
	struct config *ret_config, const struct command_settings *settings, struct fault *fault);

/* Prints the detail and the errors of the fault on standard error, each on its own line. Returns
 * EXIT_FAILURE. */
int command_print_fault(const struct fault *fault);

/* Calls database_open_migrated(). *ret_applied receives the number of migrations that were applied.
 * If the database is new, prints its path on standard error. */
enum status command_open_database(struct db **ret_db, const struct config *config,
	int64_t cache_kib, size_t *ret_applied, struct fault *fault);

/* Prints `what` and the description of errno on standard error. Returns EXIT_FAILURE. */
int command_print_errno(const char *what);

#endif
