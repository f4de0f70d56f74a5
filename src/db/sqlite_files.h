/*
 * sqlite_files: the files of a SQLite database, known by device and inode, so that another file in
 * the place of one of them is noticed.
 *
 * SQLite goes on with the file that it has open, whatever is done to its name ("How To Corrupt An
 * SQLite Database File", 2.4): what it stores there is gone at the next start, and its write-ahead
 * log is taken for that of the file that came.
 */
#ifndef DB_SQLITE_FILES_PRIVATE_H
#define DB_SQLITE_FILES_PRIVATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"

#define SQLITE_FILES_COUNT 4

/* A file, told from another one with its number that was made later. */
struct sqlite_file_id {
	int64_t device, inode, born_ns; /* born_ns is 0 where the file system does not know it */
};

struct sqlite_files {
	/* The database as it was opened, the same without symbolic links, its -wal, its -shm; NULL:
	 * not watched. */
	char *paths[SQLITE_FILES_COUNT];
	dev_t devices[SQLITE_FILES_COUNT];
	ino_t inodes[SQLITE_FILES_COUNT];
	struct sqlite_file_id mark; /* of the database */
};

/* Notes the files that are there now. `path` is the database as it was opened, `real_path` the same
 * without symbolic links, beside which SQLite keeps the other two. What is not there is not
 * watched. */
void sqlite_files_record(struct sqlite_files *files, const char *path, const char *real_path);
void sqlite_files_free(struct sqlite_files *files);

/* Whether one of the names belongs to another file now, or to none. Any thread may ask. */
bool sqlite_files_are_replaced(const struct sqlite_files *files);

/* Whether a log with something in it lies beside the database, and whether it lies there without
 * one. */
bool sqlite_files_has_wal(const char *path);
bool sqlite_files_wal_is_orphaned(const char *path);

/* db_restore_wal(). */
bool sqlite_files_restore_wal(const char *path);

/* db_relocate_wal(). The -shm goes the way of the -wal. */
const char *sqlite_files_relocate_wal(const struct sqlite_files *files, struct arena *arena);

#endif
