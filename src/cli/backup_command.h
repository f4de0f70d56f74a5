/*
 * backup_command: the commands `s2s-registry backup` and `restore`.
 */
#ifndef CLI_BACKUP_COMMAND_PRIVATE_H
#define CLI_BACKUP_COMMAND_PRIVATE_H

#include "config/config.h"

/* Copy the database to a new file, and replace the database with a copy of a file. Both print the
 * paths on standard output and return the exit status. */
int backup_command_write(const struct config *config, const char *file, struct fault *fault);
int backup_command_restore(const struct config *config, const char *file, struct fault *fault);

#endif
