/*
 * file: files read, replaced, published and mapped.
 *
 * Promises: nothing here waits for the other end of a FIFO, or reads from a device. What
 * file_replace() and file_make_dir() report as done outlasts a crash of the machine.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdio.h>
#include <sys/stat.h>

#include "base/arena.h"

/* Opens a regular file for reading; `flags` are more of open(2)'s, or 0. -1 with errno set: EISDIR
 * for a folder, EINVAL for a FIFO, a socket or a device. */
int file_open(const char *path, int flags);

/* The file's bytes in the arena, NUL-terminated behind them; absent when it cannot be read or is
 * larger than `max_bytes` (errno says why). *ret_mtime_ms may be NULL. */
struct text file_read(
	struct arena *arena, const char *path, size_t max_bytes, int64_t *ret_mtime_ms);

/* All bytes of a stream, which may be a pipe, up to `limit_bytes`, and one more when there are
 * more; absent when it cannot be read (errno). */
struct text file_read_stream(struct arena *arena, FILE *stream, size_t limit_bytes);

/* Replaces the file by `content` so that a reader, also after a crash, sees the old or the new file
 * whole, and any number of processes may do so at a time. Mode 0600. False with errno set, and no
 * temporary file left. */
bool file_replace(struct arena *arena, const char *path, struct text content);

/* A new file without a name in that folder, for reading and writing; -1 with errno set. Where the
 * file system has no O_TMPFILE the file has a name for a moment. */
int file_temporary(const char *dir);

/* Makes the folder, mode 0700, unless it is there already. */
bool file_make_dir(const char *path);

/* Whether files can be made in the folder now; false with errno set: it is not there, no folder,
 * not the process's to write to, or on a file system that is read-only. Makes nothing. */
bool file_dir_can_be_used(const char *path);

/* stat(2) of the folder that `path` is in. */
bool file_stat_parent(const char *path, struct stat *ret_info);

/* file_dir_can_be_used() of that folder. */
bool file_parent_can_be_used(const char *path);

/* Whether it can be used, or file_make_dir() can make it. */
bool file_dir_can_be_made(const char *path);

/* The file's bytes where the system keeps them, read-only; absent with errno set, also for an empty
 * file. file_unmap() it. */
struct text file_map(int descriptor);
void file_unmap(struct text mapped);

/* The first bytes of a mapped file are not needed any more: they leave the process's memory, and
 * come back when they are read after all. */
void file_discard_prefix(struct text mapped, size_t bytes);

/* Makes what was created, renamed or removed in the folder outlast a crash; false with errno set.
 */
bool file_sync_dir(const char *path);

/* stat(2) of the folder that `path` is in. */
bool file_stat_parent(const char *path, struct stat *ret_info);

/* file_dir_can_be_used() of that folder. */
bool file_sync_parent(const char *path);

/* Writes all bytes to a descriptor; false with errno set. */
bool file_write_all(int descriptor, struct text bytes);

#endif
