/*
 * disk_room: whether the disks have room for what callers send.
 *
 * The least room is kept for what has to go on when disks are nearly full: the database's own
 * writing, admins, erasures. It looks at the file systems of the database, the exports, the jobs
 * and the temporary files, at most once a second, and takes the one with the least room. Any thread
 * may call it; a look is four statvfs(2), nothing waits.
 */
#ifndef API_DISK_ROOM_PRIVATE_H
#define API_DISK_ROOM_PRIVATE_H

#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"
#include "config/config.h"

struct disk_room;

/* `log` and `metrics` are borrowed, and the texts of `config`. */
struct disk_room *disk_room_new(
	const struct config *config, const struct log *log, struct metrics *metrics);
void disk_room_free(struct disk_room *room);

/* STATUS_NO_ROOM unless `bytes` leave `reserve_bytes` free. Logs when it comes to be so, and when
 * it is so no longer. */
enum status disk_room_check(
	struct disk_room *room, int64_t bytes, int64_t reserve_bytes, struct fault *fault);

#endif
