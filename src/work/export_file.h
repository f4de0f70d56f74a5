/*
 * export_file: writes one exported file, optionally compressed, and hashes its content. The file is
 * named NAME.part until it is complete. Functions that return false set errno.
 */
#ifndef WORK_EXPORT_FILE_PRIVATE_H
#define WORK_EXPORT_FILE_PRIVATE_H

#include "base/hash.h"

struct export_file {
	int descriptor; /* readers use it too; -1: no file */
	const char *path, *part; /* final and temporary name; borrowed */
	int64_t bytes, file_bytes; /* of the content, and of the possibly compressed file */
	struct hash_stream *content, *file; /* `file` is NULL when not compressed */
	struct export_gzip *gzip;
};

/* Creates NAME.part and locks it. False when that fails; no file remains then. */
bool export_file_open(struct export_file *file, struct arena *arena, const char *dir,
	const char *name, bool compressed);

/* Whether any process is writing the file. `path` is its final or temporary name. */
bool export_file_is_written(const char *path);

/* Locks a file that no process is writing, so that none starts to until the returned descriptor is
 * closed. Returns -1 when a process is writing the file, or when it does not exist. Claim a file
 * before deleting it. */
int export_file_claim(const char *path);

/* Appends to the content. False when the write fails. */
bool export_file_add(struct export_file *file, struct text piece);

/* Flushes the file to disk and returns the hashes of the content and of the file. */
bool export_file_end(struct export_file *file, struct hash *ret_content, struct hash *ret_file);

/* Renames the complete file to its final name. */
bool export_file_publish(const struct export_file *file);

/* Blocks until the new name is on disk. */
bool export_file_settle(const struct export_file *file);

/* Deletes the file under both names. */
void export_file_abandon(const struct export_file *file);

/* Closes the descriptor and frees the hash and compression state. */
void export_file_close(struct export_file *file);

#endif
