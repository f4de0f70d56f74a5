/*
 * backup_command: the commands `s2s-registry backup` and `restore`.
 */
#ifndef CLI_BACKUP_COMMAND_PRIVATE_H
#define CLI_BACKUP_COMMAND_PRIVATE_H

#include "config/config.h"

/* Copies the database to a new file and prints the path of the file. Returns the exit status. */
int backup_command_write(const struct config *config, const char *file, struct fault *fault);

/* Replaces the database by a copy of `file`. Keeps the previous database, if any, under another
 * name, and prints that name. Returns the exit status. */
int backup_command_restore(const struct config *config, const char *file, struct fault *fault);

#endif
