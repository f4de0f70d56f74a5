#include "limit/disk_space.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/clock.h"

#define POLL_INTERVAL_MS 1000

struct disk_space {
	struct disk_space_options options;
	pthread_mutex_t lock;
	int64_t polled_ms; /* 0: never */
	int64_t free_bytes;
	bool is_low; /* at the last check */
};

struct disk_space *disk_space_new(const struct disk_space_options *options)
{
	struct disk_space *space = calloc(1, sizeof(*space));

	if (space == NULL)
		abort();
	space->options = *options;
	pthread_mutex_init(&space->lock, NULL);
	return space;
}

void disk_space_free(struct disk_space *space)
{
	if (space == NULL)
		return;
	pthread_mutex_destroy(&space->lock);
	free(space);
}

/* Returns the bytes available to unprivileged users. A path that does not exist or cannot be
 * checked counts as unlimited. */
static int64_t free_bytes_of(const char *path)
{
	struct statvfs info;

	if (statvfs(path, &info) != 0)
		return INT64_MAX;
	return (int64_t)info.f_bavail * (int64_t)info.f_frsize;
}

/* The caller has the lock. */
static void poll_free_bytes(struct disk_space *space)
{
	int64_t now_ms = clock_monotonic_ms(), least = INT64_MAX;

	if (space->polled_ms != 0 && now_ms - space->polled_ms < POLL_INTERVAL_MS)
		return;
	for (int i = 0; i < DISK_SPACE_PATHS; i++) {
		int64_t bytes = free_bytes_of(space->options.paths[i]);

		least = bytes < least ? bytes : least;
	}
	space->polled_ms = now_ms;
	space->free_bytes = least;
	metrics_set(space->options.metrics, METRIC_DISK_FREE_BYTES, least);
}

enum status disk_space_check(
	struct disk_space *space, int64_t bytes, int64_t reserve_bytes, struct fault *fault)
{
	bool was_low, is_low, has_room;
	int64_t free_bytes;

	pthread_mutex_lock(&space->lock);
	poll_free_bytes(space);
	free_bytes = space->free_bytes;
	was_low = space->is_low;
	is_low = space->is_low = free_bytes < reserve_bytes;
	has_room = !is_low && free_bytes - reserve_bytes >= bytes;
	pthread_mutex_unlock(&space->lock);
	if (is_low && !was_low)
		LOG_NOW(space->options.log, LOG_ERROR, "disk-low",
			LOG_INT("freeBytes", free_bytes));
	if (!is_low && was_low)
		LOG_NOW(space->options.log, LOG_WARNING, "disk-low-ended",
			LOG_INT("freeBytes", free_bytes));
	if (has_room)
		return STATUS_OK;
	return fault_set(fault, STATUS_INSUFFICIENT_STORAGE, "DiskFull",
		"The service's disk is nearly full, so the service accepts no data from apps. Try "
		"again later.");
}
