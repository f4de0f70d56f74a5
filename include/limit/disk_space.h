/*
 * disk_space: checks whether the disks have space for callers' data.
 *
 * A reserve stays free for work that must continue on a nearly full disk: writes to the database,
 * admin calls, erasures. The least free space of all given file systems counts. It is read with
 * statvfs(2), at most once a second. Thread-safe.
 */
#ifndef LIMIT_DISK_SPACE_H
#define LIMIT_DISK_SPACE_H

#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"

struct disk_space;

/* All members are borrowed. Each path names a file or folder on the file system to check. */
#define DISK_SPACE_PATHS 4
struct disk_space_options {
	const struct log *log;
	struct metrics *metrics;
	const char *paths[DISK_SPACE_PATHS];
};

struct disk_space *disk_space_new(const struct disk_space_options *options);

/* NULL is allowed. */
void disk_space_free(struct disk_space *space);

/* Returns STATUS_INSUFFICIENT_STORAGE unless at least `reserve_bytes` stay free after `bytes` more.
 * Logs when the free space falls below the reserve, and when it rises above it again. */
enum status disk_space_check(
	struct disk_space *space, int64_t bytes, int64_t reserve_bytes, struct fault *fault);

#endif
