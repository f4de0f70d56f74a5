#include "api/database_watch.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/thread.h"

struct database_watch {
	const struct db *db;
	struct health *health;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stopping;
};

/* Sleeps until the next look; false when it is time to end. */
static bool rest(struct database_watch *watch)
{
	int64_t until_ms = clock_monotonic_ms() + DATABASE_WATCH_MS;
	struct timespec until = {.tv_sec = until_ms / CLOCK_MS_PER_S,
		.tv_nsec = until_ms % CLOCK_MS_PER_S * 1000000};
	int result = 0;
	bool goes_on;

	pthread_mutex_lock(&watch->lock);
	while (!watch->stopping && result == 0)
		result = pthread_cond_clockwait(
			&watch->woken, &watch->lock, CLOCK_MONOTONIC, &until);
	goes_on = !watch->stopping;
	pthread_mutex_unlock(&watch->lock);
	return goes_on;
}

static void *work(void *context)
{
	struct database_watch *watch = context;

	while (rest(watch)) {
		if (!db_has_moved(watch->db))
			continue;
		health_set(watch->health, HEALTH_DATABASE_MOVED,
			TEXT("The database was moved, deleted or replaced while the service ran; "
			     "put the right file in its place and restart the service."));
		db_set_aside(watch->db);
	}
	return NULL;
}

static void discard(struct database_watch *watch)
{
	pthread_cond_destroy(&watch->woken);
	pthread_mutex_destroy(&watch->lock);
	free(watch);
}

struct database_watch *database_watch_start(const struct db *db, struct health *health)
{
	struct database_watch *watch = calloc(1, sizeof(*watch));

	if (watch == NULL)
		abort();
	watch->db = db;
	watch->health = health;
	pthread_mutex_init(&watch->lock, NULL);
	pthread_cond_init(&watch->woken, NULL);
	if (thread_start(&watch->thread, "watch", work, watch))
		return watch;
	discard(watch);
	return NULL;
}

void database_watch_stop(struct database_watch *watch)
{
	if (watch == NULL)
		return;
	pthread_mutex_lock(&watch->lock);
	watch->stopping = true;
	pthread_cond_signal(&watch->woken);
	pthread_mutex_unlock(&watch->lock);
	pthread_join(watch->thread, NULL);
	discard(watch);
}
