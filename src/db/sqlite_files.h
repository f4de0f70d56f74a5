/*
 * sqlite_files: detects that the files of a SQLite database were removed or replaced.
 *
 * The files are identified by device and inode. SQLite continues to use the file that it has open
 * even if the file is renamed or unlinked ("How To Corrupt An SQLite Database File", 2.4). Changes
 * to that file are lost at the next start, and SQLite applies its WAL to the file that replaced it.
 */
#ifndef DB_SQLITE_FILES_PRIVATE_H
#define DB_SQLITE_FILES_PRIVATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"

#define SQLITE_FILES_COUNT 4

/* Identity of a file. The birth time distinguishes it from a later file with the same inode number.
 */
struct sqlite_file_id {
	int64_t device, inode, born_ns; /* born_ns is 0 if the file system does not record it */
};

struct sqlite_files {
	/* The database's path as it was opened, its path without symbolic links, its -wal and its
	 * -shm. NULL if the file did not exist when it was recorded. */
	char *paths[SQLITE_FILES_COUNT];
	dev_t devices[SQLITE_FILES_COUNT];
	ino_t inodes[SQLITE_FILES_COUNT];
	struct sqlite_file_id database;
};

/* Records the existing files of a database. `path` is its path as it was opened; `real_path` is the
 * path without symbolic links, next to which SQLite keeps the -wal and the -shm. */
void sqlite_files_record(struct sqlite_files *files, const char *path, const char *real_path);
void sqlite_files_free(struct sqlite_files *files);

/* Returns whether one of the recorded files was removed or replaced. Any thread may call this. */
bool sqlite_files_are_replaced(const struct sqlite_files *files);

/* Return whether the database at `path` has a WAL that is not empty, and whether it has one
 * although the database itself is missing or empty. */
bool sqlite_files_has_wal(const char *path);
bool sqlite_files_wal_is_orphaned(const char *path);

/* Implements db_restore_wal(). */
bool sqlite_files_restore_wal(const char *path);

/* Implements db_relocate_wal(). Renames the -shm together with the -wal. */
const char *sqlite_files_relocate_wal(const struct sqlite_files *files, struct arena *arena);

#endif
