/*
 * export_file: one exported file while it is written: compressed or not, hashed on the way, under
 * the name NAME.part until it is whole.
 */
#ifndef WORK_EXPORT_FILE_PRIVATE_H
#define WORK_EXPORT_FILE_PRIVATE_H

#include "base/hash.h"

struct export_file {
	int descriptor; /* for reading, too; -1: none */
	const char *path, *part; /* borrowed */
	int64_t bytes, file_bytes; /* of the content; of the file */
	struct hash_stream *content, *file; /* `file` is NULL when not compressed */
	struct export_gzip *gzip;
};

/* False, with errno set, when the file cannot be made; nothing is left then. */
bool export_file_open(struct export_file *file, struct arena *arena, const char *dir,
	const char *name, bool compressed);

/* Whether a process, this one or another, writes that file; `path` is either of its names. */
bool export_file_is_written(const char *path);

/* Takes a file that nobody writes: nobody begins to, or ends, until the descriptor is closed. -1
 * where somebody writes it, or there is none. Whoever removes a file has claimed it. */
int export_file_claim(const char *path);

/* False, with errno set, when there is no room. */
bool export_file_add(struct export_file *file, struct text piece);

/* Writes what is left, waits until all of it is on disk, and tells the hashes; false like
 * export_file_add(). */
bool export_file_end(struct export_file *file, struct hash *ret_content, struct hash *ret_file);

/* Gives the whole file its name, and export_file_settle() waits until that is on disk; false like
 * export_file_add(). */
bool export_file_publish(const struct export_file *file);
bool export_file_settle(const struct export_file *file);

/* Removes what is there of it. */
void export_file_abandon(const struct export_file *file);

void export_file_close(struct export_file *file);

#endif
