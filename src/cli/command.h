/*
 * command: functions that several commands share.
 */
#ifndef CLI_COMMAND_PRIVATE_H
#define CLI_COMMAND_PRIVATE_H

#include "service/service.h"
#include "upkeep/database_open.h"

/* Prints the errors on standard error, one per line, and returns EXIT_FAILURE. */
int command_print_fault(const struct fault *fault);

/* Calls database_open_migrated(), and reports on standard error if it created the database. */
enum status command_open_database(struct db **ret_db, const struct config *config,
	int64_t cache_kib, size_t *ret_applied, struct fault *fault);

/* Prints `what` and the text of errno on standard error and returns EXIT_FAILURE. */
int command_print_errno(const char *what);

#endif
