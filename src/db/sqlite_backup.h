/*
 * sqlite_backup: copies of SQLite databases, and whether a process has one open.
 */
#ifndef DB_SQLITE_BACKUP_PRIVATE_H
#define DB_SQLITE_BACKUP_PRIVATE_H

#include "base/fault.h"

/* Copies the database into the empty file `to` and checks the copy, which is one file: it needs no
 * log. The caller syncs it. */
enum status sqlite_backup_copy(const char *from, const char *to, struct fault *fault);

/* Brings a log that a killed process left into the database, unless the database is damaged. */
void sqlite_backup_settle(const char *path);

/* Takes the locks of SQLite that every process with the database open has a share of. False when
 * there is one; `*ret_holder` is its id, or 0. What is not there is free. Keep both descriptors,
 * -1 where there is no file, until the file is replaced. */
struct sqlite_backup_lock {
	int database, shm;
};
bool sqlite_backup_lock(struct sqlite_backup_lock *lock, const char *path, int *ret_holder);
void sqlite_backup_unlock(struct sqlite_backup_lock *lock);

#endif
