#include "api/disk_room.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/clock.h"

#define FOLDERS 4
#define LOOK_INTERVAL_MS 1000

struct disk_room {
	const struct log *log;
	struct metrics *metrics;
	const char *paths[FOLDERS];
	pthread_mutex_t lock;
	int64_t looked_ms; /* 0: not yet */
	int64_t free_bytes;
	bool is_low; /* by the last check */
};

struct disk_room *disk_room_new(
	const struct config *config, const struct log *log, struct metrics *metrics)
{
	struct disk_room *room = calloc(1, sizeof(*room));

	if (room == NULL)
		abort();
	room->log = log;
	room->metrics = metrics;
	room->paths[0] = config->database_path;
	room->paths[1] = config->reviews_export_dir;
	room->paths[2] = config->reviews_job_dir;
	room->paths[3] = config->server_temporary_dir;
	pthread_mutex_init(&room->lock, NULL);
	return room;
}

void disk_room_free(struct disk_room *room)
{
	if (room == NULL)
		return;
	pthread_mutex_destroy(&room->lock);
	free(room);
}

/* What others than root may still take. A folder that is not there yet takes no room; a file system
 * that cannot be asked is not taken for full. */
static int64_t free_bytes_of(const char *path)
{
	struct statvfs info;

	if (statvfs(path, &info) != 0)
		return INT64_MAX;
	return (int64_t)info.f_bavail * (int64_t)info.f_frsize;
}

/* The lock is held. */
static void look(struct disk_room *room)
{
	int64_t now_ms = clock_monotonic_ms(), least = INT64_MAX;

	if (room->looked_ms != 0 && now_ms - room->looked_ms < LOOK_INTERVAL_MS)
		return;
	for (int i = 0; i < FOLDERS; i++) {
		int64_t bytes = free_bytes_of(room->paths[i]);

		least = bytes < least ? bytes : least;
	}
	room->looked_ms = now_ms;
	room->free_bytes = least;
	metrics_set(room->metrics, METRIC_DISK_FREE_BYTES, least);
}

enum status disk_room_check(
	struct disk_room *room, int64_t bytes, int64_t reserve_bytes, struct fault *fault)
{
	bool was_low, is_low, has_room;
	int64_t free_bytes;

	pthread_mutex_lock(&room->lock);
	look(room);
	free_bytes = room->free_bytes;
	was_low = room->is_low;
	is_low = room->is_low = free_bytes < reserve_bytes;
	has_room = !is_low && free_bytes - reserve_bytes >= bytes;
	pthread_mutex_unlock(&room->lock);
	if (is_low && !was_low)
		LOG_PROMPTLY(room->log, LOG_ERROR, "disk-low", LOG_INT("freeBytes", free_bytes));
	if (!is_low && was_low)
		LOG_PROMPTLY(
			room->log, LOG_WARNING, "disk-low-ended", LOG_INT("freeBytes", free_bytes));
	if (has_room)
		return STATUS_OK;
	return fault_set(fault, STATUS_NO_ROOM, "DiskFull",
		"The service's disk is nearly full, so it takes nothing more from apps now; try "
		"again later.");
}
