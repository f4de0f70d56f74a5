/*
 * backup: the database as a file of its own, and back again.
 *
 * Both write to TARGET.part, check what they wrote (integrity_check, and on
 * the way back the schema), sync it, and give it its name in one step: after a crash there is the
 * old or the new file, whole. While they write, a signal that ends the process removes TARGET.part,
 * and the next one removes that of a killed process; "FileInUse" while another process writes it.
 * For the only thread of a process.
 */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include "base/fault.h"

/* Copies the database at `from`, as it is at one moment, to the new file `to`, without a -wal. A
 * service that has it open reads and writes on; only its log grows meanwhile. Replaces nothing. */
enum status backup_write(const char *from, const char *to, struct fault *fault);

/* Puts a copy of the database `from` in the place of `database`, and the former one, with its log,
 * beside it: *ret_kept, absent where there was none. It gets the former one's owner and mode. Fails
 * with "DatabaseInUse" while any process has the former one open, with "DatabaseDamaged" or what
 * migrate_inspect() says when `from` cannot be served. `now_ms` names the former one. */
enum status backup_restore(const char *from, const char *database, int64_t now_ms,
	struct text *ret_kept, struct fault *fault);

#endif
