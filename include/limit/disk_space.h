/*
 * disk_space: whether the disks have room for what callers send.
 *
 * The least room is kept for what has to go on when disks are nearly full: the database's own
 * writing, admins, erasures. Once a second at most it asks the file systems of the given paths for
 * their free space and goes by the fullest. Thread-safe; it calls statvfs(2) and never blocks for
 * long.
 */
#ifndef LIMIT_DISK_SPACE_H
#define LIMIT_DISK_SPACE_H

#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"

struct disk_space;

/* All borrowed. A file stands for its file system. */
#define DISK_SPACE_PATHS 4
struct disk_space_options {
	const struct log *log;
	struct metrics *metrics;
	const char *paths[DISK_SPACE_PATHS];
};

struct disk_space *disk_space_new(const struct disk_space_options *options);

/* NULL is allowed. */
void disk_space_free(struct disk_space *space);

/* STATUS_NO_ROOM unless `bytes` leave `reserve_bytes` free. Logs when it comes to be so, and when
 * it is so no longer. */
enum status disk_space_check(
	struct disk_space *space, int64_t bytes, int64_t reserve_bytes, struct fault *fault);

#endif
