/*
 * command: what the commands of s2s-registry have in common.
 */
#ifndef CLI_COMMAND_PRIVATE_H
#define CLI_COMMAND_PRIVATE_H

#include "service/service.h"
#include "upkeep/database_open.h"

/* Says on standard error what is wrong, a line for each; returns EXIT_FAILURE. */
int command_print_fault(const struct fault *fault);

/* database_open_migrated(); says on standard error that the database is new. */
enum status command_open_database(struct db **ret_db, const struct config *config,
	int64_t cache_kib, size_t *ret_applied, struct fault *fault);

/* Says on standard error what failed, and why by errno; returns EXIT_FAILURE. */
int command_print_errno(const char *what);

#endif
