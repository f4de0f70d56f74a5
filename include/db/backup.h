/*
 * backup: copies a database to a file, and restores a database from a file.
 *
 * Below, TARGET is the file that a function creates or replaces. Both functions first write a
 * temporary file, TARGET.part. They check TARGET.part with integrity_check, and backup_restore()
 * also checks the schema. Then they sync TARGET.part and rename it to TARGET. Even after a crash,
 * TARGET is therefore either the old file or the complete new file.
 *
 * If a signal ends the process, the process first removes TARGET.part. If the process is killed
 * (SIGKILL), TARGET.part remains until the next backup or restore removes it. Both functions fail
 * with "FileInUse" if another process is writing TARGET.part. Only single-threaded processes may
 * call the two functions.
 */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include "base/fault.h"

/* Copies a snapshot of the database at `from` to the new file `to`. The copy needs no -wal file.
 * The service may read and write the database during the backup, but its WAL grows until the backup
 * ends. Fails with "FileExists" if `to` already exists. */
enum status backup_write(const char *from, const char *to, struct fault *fault);

/* Replaces the file `database` with a copy of the file `from`. The copy gets the owner and mode of
 * the previous database. The function keeps the previous database and its WAL under a new name that
 * contains the time `now_ms`. *ret_kept receives the new path of the previous database, or is
 * absent if there was no previous database. Fails with "DatabaseInUse" if a process has the
 * previous database open. Fails with "DatabaseDamaged" or an error of migrate_inspect() if this
 * program cannot serve `from`. */
enum status backup_restore(const char *from, const char *database, int64_t now_ms,
	struct text *ret_kept, struct fault *fault);

#endif
