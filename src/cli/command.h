/*
 * command: functions that several commands use.
 */
#ifndef CLI_COMMAND_PRIVATE_H
#define CLI_COMMAND_PRIVATE_H

#include "service/service.h"
#include "upkeep/database_open.h"

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
