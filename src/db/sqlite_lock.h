/*
 * sqlite_lock: whether a process has a SQLite database open.
 *
 * This goes below SQLite's API. It relies on where a process that has a database open in WAL mode
 * holds locks of fcntl(2), which any process may look for:
 * - in the database, a share of the 510 "shared" bytes that follow the pending byte, 0x40000000,
 *   and the reserved byte ("Database File Format", "The Lock-Byte Page"; os_unix.c);
 * - in the -shm, one or more of the eight lock bytes from 120 on ("WAL-mode File Format" 2.1), or
 *   the byte that follows them, which every connection holds (UNIX_SHM_DMS of os_unix.c).
 */
#ifndef DB_SQLITE_LOCK_PRIVATE_H
#define DB_SQLITE_LOCK_PRIVATE_H

#include <stdbool.h>

/* -1: no such file. */
struct sqlite_lock {
	int database, shm;
};

/* Takes the locks of the database at `path` that every process with it open has a share of. False
 * when there is such a process; `*ret_holder` is its id, or 0. A file that does not exist is free.
 * To be released in either case, after the database has been replaced. */
bool sqlite_lock_take(struct sqlite_lock *lock, const char *path, int *ret_holder);
void sqlite_lock_release(struct sqlite_lock *lock);

#endif
