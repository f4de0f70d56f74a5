/*
 * sqlite_files: detects whether the files of a SQLite database have been removed or replaced.
 *
 * The device and the inode identify a file. SQLite continues to use an open file even if the file
 * is renamed or unlinked ("How To Corrupt An SQLite Database File", 2.4). Changes to a renamed or
 * unlinked file are lost at the next start of the service. If another file has replaced the
 * database file, SQLite applies the WAL of the old file to the new file.
 */
#ifndef DB_SQLITE_FILES_PRIVATE_H
#define DB_SQLITE_FILES_PRIVATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"

#define SQLITE_FILES_COUNT 4

/* The identity of a file. The birth time distinguishes the file from a later file with the same
 * inode number. */
struct sqlite_file_id {
	int64_t device, inode, born_ns; /* born_ns is 0 if the birth time is unknown */
};

struct sqlite_files {
	/* In this order: the path with which the database was opened, the path of the database
	 * without symbolic links, and the paths of the -wal and the -shm. A path is NULL if its
	 * file did not exist when sqlite_files_record() was called. */
	char *paths[SQLITE_FILES_COUNT];
	dev_t devices[SQLITE_FILES_COUNT];
	ino_t inodes[SQLITE_FILES_COUNT];
	struct sqlite_file_id database;
};

/* Records the existing files of a database. `path` is the path with which the database was opened.
 * `real_path` is the path without symbolic links. The -wal and the -shm are next to `real_path`. */
void sqlite_files_record(struct sqlite_files *files, const char *path, const char *real_path);
void sqlite_files_free(struct sqlite_files *files);

/* Returns true if one of the recorded files has been removed or replaced. Any thread may call this
 * function. */
bool sqlite_files_are_replaced(const struct sqlite_files *files);

/* Returns true if the database at `path` has a WAL that contains data. */
bool sqlite_files_has_wal(const char *path);

/* Returns true if the database at `path` is missing or empty, but its WAL contains data. */
bool sqlite_files_wal_is_orphaned(const char *path);

/* Implements db_restore_wal(). */
bool sqlite_files_restore_wal(const char *path);

/* Implements db_relocate_wal(). Renames the -shm together with the WAL. */
const char *sqlite_files_relocate_wal(const struct sqlite_files *files, struct arena *arena);

#endif
