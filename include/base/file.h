/*
 * file: reads, replaces, syncs and maps files.
 *
 * file_open() and file_read() refuse devices and never block on a FIFO. If file_replace() or
 * file_make_dir() returns true, the change survives a system crash.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdio.h>
#include <sys/stat.h>

#include "base/arena.h"

/* Opens a regular file for reading. `flags` are additional flags for open(2). On failure, returns
 * -1 and sets errno: EISDIR for a directory, EINVAL for a FIFO, a socket or a device. */
int file_open(const char *path, int flags);

/* Reads a file into the arena and adds a NUL byte, which the length does not include. If the file
 * cannot be read or is larger than `max_bytes`, returns an absent text (see base/text.h) and sets
 * errno. If `ret_mtime_ms` is not NULL, *ret_mtime_ms receives the file's modification time in
 * epoch milliseconds. */
struct text file_read(
	struct arena *arena, const char *path, size_t max_bytes, int64_t *ret_mtime_ms);

/* Reads a stream, for example a pipe, into the arena. Stops at the end of the stream or after
 * `limit_bytes` + 1 bytes. If the result is longer than `limit_bytes`, the stream exceeds the
 * limit. On failure, returns an absent text and sets errno. */
struct text file_read_stream(struct arena *arena, FILE *stream, size_t limit_bytes);

/* Replaces the file atomically: readers see either the old or the new content, even after a crash.
 * Several processes may replace the same file concurrently. The new file has mode 0600. On failure,
 * removes the temporary file, returns false and sets errno. */
bool file_replace(struct arena *arena, const char *path, struct text content);

/* Opens a new unnamed file in the directory `dir` for reading and writing. If the file system does
 * not support O_TMPFILE, the file briefly has a name. On failure, returns -1 and sets errno. */
int file_temporary(const char *dir);

/* Creates a directory with mode 0700. If `path` already exists, does nothing and returns true. On
 * failure, returns false and sets errno. */
bool file_make_dir(const char *path);

/* Returns whether the process has permission to create files in the directory. Does not create a
 * file. If the result is false, sets errno. */
bool file_dir_can_be_used(const char *path);

/* Calls stat(2) for the parent directory of `path`. On failure, returns false and sets errno. */
bool file_stat_parent(const char *path, struct stat *ret_info);

/* Like file_dir_can_be_used(), but for the parent directory of `path`. */
bool file_parent_can_be_used(const char *path);

/* Returns true if the directory can be used. Also returns true if the directory does not exist and
 * file_make_dir() can create it. */
bool file_dir_can_be_made(const char *path);

/* Maps a file into memory, read-only. The caller releases the mapping with file_unmap(). If the
 * file is empty or cannot be mapped, returns an absent text and sets errno. */
struct text file_map(int descriptor);
void file_unmap(struct text mapped);

/* Tells the kernel to drop the first `bytes` bytes of a mapped file from memory. The kernel loads
 * them from the file again when they are next read. */
void file_discard_prefix(struct text mapped, size_t bytes);

/* Syncs a directory to disk, so that the creation, renaming and removal of files in the directory
 * survive a crash. On failure, returns false and sets errno. */
bool file_sync_dir(const char *path);

/* Like file_sync_dir(), but for the parent directory of `path`. */
bool file_sync_parent(const char *path);

/* Writes all bytes to a file descriptor. On failure, returns false and sets errno; some bytes may
 * have been written. */
bool file_write_all(int descriptor, struct text bytes);

#endif
