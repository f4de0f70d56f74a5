/*
 * sqlite_lock: detects whether a process has a SQLite database open.
 *
 * This module bypasses the API of SQLite. It relies on the fcntl(2) locks that a process holds
 * while it has a database open in WAL mode:
 * - In the database file, the process holds a read lock on some of the 510 "shared" bytes. These
 *   bytes follow the pending byte (at 0x40000000) and the reserved byte ("Database File Format",
 *   "The Lock-Byte Page"; os_unix.c).
 * - In the -shm file, the process can hold locks on the eight lock bytes at offset 120 ("WAL-mode
 *   File Format" 2.1). Every connection locks the next byte (UNIX_SHM_DMS of os_unix.c).
 */
#ifndef DB_SQLITE_LOCK_PRIVATE_H
#define DB_SQLITE_LOCK_PRIVATE_H

#include <stdbool.h>

/* The locks that sqlite_lock_take() holds: file descriptors of the two files. A descriptor is -1 if
 * its file does not exist. */
struct sqlite_lock {
	int database, shm;
};

/* Takes exclusive locks on the files of the database at `path`. Succeeds if the files do not exist.
 * If a process has the database open, returns false. *ret_holder then receives the ID of the
 * process that has it open, or 0 if the ID is unknown. The caller must call sqlite_lock_release()
 * afterwards, even if this function returns false. */
bool sqlite_lock_take(struct sqlite_lock *lock, const char *path, int *ret_holder);
void sqlite_lock_release(struct sqlite_lock *lock);

#endif
