/*
 * backup: copies a database to a file, and restores a database from a file.
 *
 * Both functions first write the temporary file TARGET.part, where TARGET is the file that they
 * create or replace. They check this copy with integrity_check (backup_restore() also checks the
 * schema), sync it and rename it to TARGET. Therefore, even after a crash, TARGET is either the old
 * file or the complete new file. A signal that ends the process also removes TARGET.part. If the
 * process is killed, the next backup or restore removes the file. Both functions fail with
 * "FileInUse" if another process is writing TARGET.part. Only for single-threaded processes.
 */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include "base/fault.h"

/* Copies a snapshot of the database at `from` to the new file `to`. The copy is complete without a
 * -wal file. A running service can read and write during the backup, but its WAL grows. Fails with
 * "FileExists" if `to` already exists. */
enum status backup_write(const char *from, const char *to, struct fault *fault);

/* Replaces `database` with a copy of `from`. The new file has the owner and mode of the previous
 * database. The previous database and its WAL are kept under a new name that contains the time
 * `now_ms`; *ret_kept receives the new path of the previous database, or is absent if there was
 * none. Fails with "DatabaseInUse" if a process has the previous database open, and with
 * "DatabaseDamaged" or an error of migrate_inspect() if this program cannot serve `from`. */
enum status backup_restore(const char *from, const char *database, int64_t now_ms,
	struct text *ret_kept, struct fault *fault);

#endif
