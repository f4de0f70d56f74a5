/*
 * file: reads, replaces, syncs and maps files.
 *
 * file_open() and file_read() refuse devices and never block on a FIFO. When file_replace() or
 * file_make_dir() succeeds, the change survives a crash of the machine.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdio.h>
#include <sys/stat.h>

#include "base/arena.h"

/* Opens a regular file for reading, with additional `flags` of open(2). Returns -1 with errno set
 * on failure: EISDIR for a folder, EINVAL for a FIFO, a socket or a device. */
int file_open(const char *path, int flags);

/* Reads a file into the arena, with a NUL byte after its content. Returns an absent text with errno
 * set if the file cannot be read or is larger than `max_bytes`. *ret_mtime_ms, which may
 * be NULL, receives its modification time. */
struct text file_read(
	struct arena *arena, const char *path, size_t max_bytes, int64_t *ret_mtime_ms);

/* Reads a stream, for example a pipe, up to its end or up to `limit_bytes` + 1 bytes: a longer
 * result than `limit_bytes` means that the stream is too long. Returns an absent text with errno
 * set on failure. */
struct text file_read_stream(struct arena *arena, FILE *stream, size_t limit_bytes);

/* Replaces the file atomically: readers see either the old or the new content, even after a crash.
 * Several processes may replace the same file concurrently. The new file has mode 0600. Returns
 * false with errno set on failure and removes its temporary file. */
bool file_replace(struct arena *arena, const char *path, struct text content);

/* Opens a new unnamed file in the folder for reading and writing. Returns -1 with errno set on
 * failure. If the file system lacks O_TMPFILE, the file briefly has a name. */
int file_temporary(const char *dir);

/* Creates a folder with mode 0700, unless it exists. Returns false with errno set on failure. */
bool file_make_dir(const char *path);

/* Returns whether the process can create files in the folder, without creating any. Sets errno if
 * it cannot. */
bool file_dir_can_be_used(const char *path);

/* Calls stat(2) for the parent folder of `path`. */
bool file_stat_parent(const char *path, struct stat *ret_info);

/* Calls file_dir_can_be_used() for the parent folder of `path`. */
bool file_parent_can_be_used(const char *path);

/* Returns whether the folder can be used, or file_make_dir() could create it. */
bool file_dir_can_be_made(const char *path);

/* Maps a file read-only. Release the result with file_unmap(). Returns an absent text with errno
 * set on failure, and for an empty file. */
struct text file_map(int descriptor);
void file_unmap(struct text mapped);

/* Drops the first `bytes` of a mapped file from memory. They are loaded again if they are read. */
void file_discard_prefix(struct text mapped, size_t bytes);

/* Syncs a folder, so that files created, renamed or removed in it stay so after a crash. Returns
 * false with errno set on failure. */
bool file_sync_dir(const char *path);

/* Calls file_sync_dir() for the parent folder of `path`. */
bool file_sync_parent(const char *path);

/* Writes all bytes to a descriptor. Returns false with errno set on failure. */
bool file_write_all(int descriptor, struct text bytes);

#endif
