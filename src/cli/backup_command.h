/*
 * backup_command: s2s-registry backup and restore.
 */
#ifndef CLI_BACKUP_COMMAND_PRIVATE_H
#define CLI_BACKUP_COMMAND_PRIVATE_H

#include "config/config.h"

/* Writes the database to a new file, or puts a file in the place of the database; says on standard
 * output what is where. Both return the exit status. */
int backup_command_write(const struct config *config, const char *file, struct fault *fault);
int backup_command_restore(const struct config *config, const char *file, struct fault *fault);

#endif
