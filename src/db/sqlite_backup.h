/*
 * sqlite_backup: copies a SQLite database, and checkpoints the WAL that a killed process has left.
 */
#ifndef DB_SQLITE_BACKUP_PRIVATE_H
#define DB_SQLITE_BACKUP_PRIVATE_H

#include "db/part_file.h"

/* Copies the database at `from` into the empty file `to`, and checks the copy. The copy needs no
 * WAL. The caller must sync `to`. */
enum status sqlite_backup_copy(const char *from, struct part_file *to, struct fault *fault);

/* Checkpoints the WAL that a killed process has left. Does nothing if there is no WAL or the
 * database is damaged. */
void sqlite_backup_checkpoint(const char *path);

#endif
