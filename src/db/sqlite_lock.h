/*
 * sqlite_lock: detects whether a process has a SQLite database open.
 *
 * This bypasses SQLite's API. It relies on the fcntl(2) locks that a process holds while it has a
 * database open in WAL mode:
 * - in the database, a read lock on some of the 510 "shared" bytes, which follow the pending byte,
 *   0x40000000, and the reserved byte ("Database File Format", "The Lock-Byte Page"; os_unix.c);
 * - in the -shm, a lock on one or more of the eight lock bytes at offset 120 ("WAL-mode File
 * Format" 2.1), or on the byte after them, which every connection locks (UNIX_SHM_DMS of
 * os_unix.c).
 */
#ifndef DB_SQLITE_LOCK_PRIVATE_H
#define DB_SQLITE_LOCK_PRIVATE_H

#include <stdbool.h>

/* File descriptors; -1 if the file does not exist. */
struct sqlite_lock {
	int database, shm;
};

/* Takes exclusive locks that conflict with those of every process that has the database at `path`
 * open. Returns false if there is such a process; *ret_holder receives its ID, or 0 if it is
 * unknown. Succeeds if the files do not exist. Call sqlite_lock_release() in either case, after the
 * database has been replaced. */
bool sqlite_lock_take(struct sqlite_lock *lock, const char *path, int *ret_holder);
void sqlite_lock_release(struct sqlite_lock *lock);

#endif
