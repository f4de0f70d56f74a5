/*
 * disk_space: checks whether the disks have enough free space for the data of callers.
 *
 * A reserve stays free for work that must continue on a nearly full disk, such as writes to the
 * database, admin requests and erasures. If the paths are on several file systems, the file system
 * with the least free space counts. The module reads the free space with statvfs(2), at most once a
 * second. Thread-safe.
 */
#ifndef LIMIT_DISK_SPACE_H
#define LIMIT_DISK_SPACE_H

#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"

struct disk_space;

/* Each path names a file or directory whose file system is checked. A path that does not exist is
 * ignored. All members must outlive the struct disk_space. */
#define DISK_SPACE_PATHS 4
struct disk_space_options {
	const struct log *log;
	struct metrics *metrics;
	const char *paths[DISK_SPACE_PATHS];
};

struct disk_space *disk_space_new(const struct disk_space_options *options);

/* NULL is allowed. */
void disk_space_free(struct disk_space *space);

/* Checks whether at least `reserve_bytes` remain free after `bytes` more bytes are written. Returns
 * STATUS_OK if so, else STATUS_INSUFFICIENT_STORAGE. Logs an event when the free space falls below
 * the reserve, and when the free space is sufficient again. */
enum status disk_space_check(
	struct disk_space *space, int64_t bytes, int64_t reserve_bytes, struct fault *fault);

#endif
