/*
 * backup: copies the database to a file, and restores it from one.
 *
 * Both functions write to TARGET.part, check the copy (integrity_check; on restore also the
 * schema), sync it, and rename it to TARGET, so a crash leaves either the old or the new file,
 * complete. If a signal ends the process while it writes, TARGET.part is removed. If the process is
 * killed, the next backup or restore removes it. Fails with "FileInUse" if another process is
 * writing TARGET.part. Only for single-threaded processes.
 */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include "base/fault.h"

/* Copies a snapshot of the database at `from` to the new file `to`, which needs no -wal. A running
 * service can read and write meanwhile, but its WAL grows. Never overwrites a file. */
enum status backup_write(const char *from, const char *to, struct fault *fault);

/* Replaces `database` with a copy of `from`, with the same owner and mode. The previous database
 * and its WAL are kept: *ret_kept receives their path, which `now_ms` is part of, or is absent if
 * there was no database. Fails with "DatabaseInUse" if a process has the previous database open,
 * and with "DatabaseDamaged" or an error of migrate_inspect() if this program cannot serve `from`.
 */
enum status backup_restore(const char *from, const char *database, int64_t now_ms,
	struct text *ret_kept, struct fault *fault);

#endif
