/*
 * file: whole small files, read and replaced.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"

/* The file's bytes in the arena, NUL-terminated behind them; absent when it cannot be read or is
 * larger than `max_bytes` (errno says why). *ret_mtime_ms may be NULL. */
struct text file_read(
	struct arena *arena, const char *path, size_t max_bytes, int64_t *ret_mtime_ms);

/* Replaces the file by `content` so that a reader, also after a crash, sees the old or the new file
 * whole. Mode 0600. False with errno set. */
bool file_replace(struct arena *arena, const char *path, struct text content);

/* Makes the folder, mode 0700, unless it is there already. */
bool file_make_dir(const char *path);

/* Writes all bytes to a descriptor; false with errno set. */
bool file_write_all(int descriptor, struct text bytes);

#endif
