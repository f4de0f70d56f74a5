#include "upkeep/database_watch.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/stop_token.h"
#include "base/thread.h"

struct database_watch {
	const struct db *db;
	struct health *health;
	const struct log *log;
	pthread_t thread;
	struct stop_token stop;
	bool wal_is_reported; /* the thread's own: that it was set aside */
};

static void relocate_wal(struct database_watch *watch)
{
	struct arena *arena = arena_new();
	const char *aside = db_relocate_wal(watch->db, arena);

	if (aside != NULL && !watch->wal_is_reported)
		LOG(watch->log, LOG_ERROR, "write-log-set-aside", LOG_CSTR("file", aside),
			LOG_CSTR("why",
				"The database is gone from its name, so its write-ahead log was "
				"renamed to this. It holds the last changes: keep it with the file "
				"that was moved."));
	watch->wal_is_reported = watch->wal_is_reported || aside != NULL;
	arena_free(arena);
}

static void look(struct database_watch *watch)
{
	if (db_is_replaced(watch->db)) {
		health_set(watch->health, HEALTH_DATABASE_MOVED,
			TEXT("The database was moved, deleted or replaced while the service ran; "
			     "stop the service, put the database in its place with `s2s-registry "
			     "restore`, and start the service again."));
		relocate_wal(watch);
	}
	if (watch->wal_is_reported && !db_is_replaced(watch->db)) {
		LOG(watch->log, LOG_WARNING, "write-log-put-back",
			LOG_CSTR("why",
				"The database has its name again, and so has its write-ahead log. "
				"Restart the service."));
		watch->wal_is_reported = false;
	}
}

static void *watch_thread(void *context)
{
	struct database_watch *watch = context;

	while (stop_token_pause(&watch->stop, DATABASE_WATCH_INTERVAL_MS))
		look(watch);
	look(watch);
	return NULL;
}

static void discard(struct database_watch *watch)
{
	stop_token_destroy(&watch->stop);
	free(watch);
}

struct database_watch *database_watch_start(
	const struct db *db, struct health *health, const struct log *log)
{
	struct database_watch *watch = calloc(1, sizeof(*watch));

	if (watch == NULL)
		abort();
	watch->db = db;
	watch->health = health;
	watch->log = log;
	stop_token_init(&watch->stop);
	if (thread_start(&watch->thread, "db-watch", watch_thread, watch))
		return watch;
	discard(watch);
	return NULL;
}

void database_watch_stop(struct database_watch *watch)
{
	if (watch == NULL)
		return;
	stop_token_stop(&watch->stop);
	pthread_join(watch->thread, NULL);
	discard(watch);
}

static bool tell(struct arena *arena, const char *path, const char *suffix, const char *what_to_do,
	const struct log *log)
{
	struct text name = arena_printf(arena, "%s%s.moved", path, suffix);

	if (access(name.data, F_OK) != 0)
		return false;
	LOG(log, LOG_WARNING, "write-log-found-aside", LOG_TEXT("file", name),
		LOG_CSTR("why", what_to_do));
	return true;
}

void database_watch_recover_wal(const char *path, const struct log *log)
{
	struct arena *arena = arena_new();
	char real_path[PATH_MAX];
	const char *place = realpath(path, real_path) == NULL ? path : real_path;

	if (db_restore_wal(path))
		LOG(log, LOG_WARNING, "write-log-put-back",
			LOG_CSTR("why",
				"The database was moved while a process had it open, and moved "
				"back. Its write-ahead log has its name again."));
	if (!tell(arena, place, "-wal",
		    "This is the write-ahead log, with the last changes, of a database that was "
		    "moved while a process had it open. Keep it with that file, and rename it to "
		    "end in -wal before that file is opened again, or delete it. On this database "
		    "it would ruin what was written since.",
		    log))
		tell(arena, place, "-shm",
			"A database was moved while a process had it open, and left this. It holds "
			"nothing; delete it.",
			log);
	arena_free(arena);
}
