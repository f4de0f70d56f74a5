/*
 * sqlite_backup: copies of SQLite databases.
 */
#ifndef DB_SQLITE_BACKUP_PRIVATE_H
#define DB_SQLITE_BACKUP_PRIVATE_H

#include "db/part_file.h"

/* Copies the database into the empty file and checks the copy, which needs no WAL. The caller syncs
 * the file. */
enum status sqlite_backup_copy(const char *from, struct part_file *to, struct fault *fault);

/* Checkpoints a WAL that a killed process left, unless the database is damaged. */
void sqlite_backup_checkpoint(const char *path);

#endif
