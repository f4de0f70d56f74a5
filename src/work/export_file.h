/*
 * export_file: writes one exported file, optionally compressed, and hashes its content.
 *
 * Until the file is complete, its name is NAME.part. If a function fails and returns false, it also
 * sets errno.
 */
#ifndef WORK_EXPORT_FILE_PRIVATE_H
#define WORK_EXPORT_FILE_PRIVATE_H

#include "base/hash.h"

struct export_file {
	int descriptor; /* also used by readers of the file; -1: no file */
	/* The final and the temporary path, in the arena of export_file_open(). */
	const char *path, *part;
	/* Number of bytes of content so far, and number of bytes in the file. The two numbers
	 * differ if the file is compressed. */
	int64_t bytes, file_bytes;
	/* Running hashes of the content and of the file. `file` is NULL if the file is not
	 * compressed. */
	struct hash_stream *content, *file;
	struct export_gzip *gzip;
};

/* Creates and locks a file in the directory `dir`. The name of the file is `name` followed by
 * ".part". On failure, returns false and leaves no file. */
bool export_file_open(struct export_file *file, struct arena *arena, const char *dir,
	const char *name, bool compressed);

/* Returns whether any process is writing the file. `path` is the temporary or the final path. */
bool export_file_is_written(const char *path);

/* Locks a file that no process is writing, and returns a file descriptor. No process can start to
 * write the file until the caller closes the file descriptor. Returns -1 if a process is writing
 * the file, or if the file cannot be opened. Call this function before you delete a file. */
int export_file_claim(const char *path);

/* Appends `piece` to the content. Returns false if the write fails. */
bool export_file_add(struct export_file *file, struct text piece);

/* Completes the file and flushes it to disk. *ret_content and *ret_file receive the hashes of the
 * content and of the file. The two hashes are equal if the file is not compressed. */
bool export_file_end(struct export_file *file, struct hash *ret_content, struct hash *ret_file);

/* Renames the complete file from its temporary to its final name. */
bool export_file_publish(const struct export_file *file);

/* Blocks until the new name is durable on disk. */
bool export_file_settle(const struct export_file *file);

/* Deletes the file under its temporary name and under its final name. */
void export_file_abandon(const struct export_file *file);

/* Closes the descriptor and frees the state of hashing and compression. */
void export_file_close(struct export_file *file);

#endif
