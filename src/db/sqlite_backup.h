/*
 * sqlite_backup: copies a SQLite database, and checkpoints a WAL that was left behind.
 */
#ifndef DB_SQLITE_BACKUP_PRIVATE_H
#define DB_SQLITE_BACKUP_PRIVATE_H

#include "db/part_file.h"

/* Copies the database at `from` into the empty file `to`, and checks the copy. The copy needs no
 * WAL. The caller must sync the file. */
enum status sqlite_backup_copy(const char *from, struct part_file *to, struct fault *fault);

/* If a killed process has left a WAL, checkpoints it. Does nothing if the database is damaged. */
void sqlite_backup_checkpoint(const char *path);

#endif
