/*
 * sqlite_lock: detects whether a process has a SQLite database open.
 *
 * This module bypasses the API of SQLite. It relies on the fcntl(2) locks that a process has while
 * a database is open in WAL mode:
 * - in the database file, a read lock on some of the 510 "shared" bytes, which follow the pending
 *   byte (at 0x40000000) and the reserved byte ("Database File Format", "The Lock-Byte Page";
 *   os_unix.c);
 * - in the -shm, a lock on one or more of the eight lock bytes at offset 120 ("WAL-mode File
 *   Format" 2.1), or on the next byte, which every connection locks (UNIX_SHM_DMS of os_unix.c).
 */
#ifndef DB_SQLITE_LOCK_PRIVATE_H
#define DB_SQLITE_LOCK_PRIVATE_H

#include <stdbool.h>

/* Open file descriptors of the two files, or -1 if the file does not exist. */
struct sqlite_lock {
	int database, shm;
};

/* Takes exclusive locks on the files of the database at `path`. If a process has the database open,
 * returns false; *ret_holder receives the ID of that process, or 0 if the ID is unknown. Succeeds
 * if the files do not exist. In either case, call sqlite_lock_release() afterwards. */
bool sqlite_lock_take(struct sqlite_lock *lock, const char *path, int *ret_holder);
void sqlite_lock_release(struct sqlite_lock *lock);

#endif
