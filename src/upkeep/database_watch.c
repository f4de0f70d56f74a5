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
	bool wal_is_reported; /* the renamed log is in the log already; used by the thread alone */
};

static void relocate_wal(struct database_watch *watch)
{
	struct arena *arena = arena_new();
	const char *aside = db_relocate_wal(watch->db, arena);

	if (aside != NULL && !watch->wal_is_reported)
		LOG(watch->log, LOG_ERROR, "write-log-set-aside", LOG_CSTR("file", aside),
			LOG_CSTR("why",
				"The database is no longer at its path, so its write-ahead log was "
				"renamed to this file. The file has the last changes. Keep it with "
				"the database that was moved."));
	watch->wal_is_reported = watch->wal_is_reported || aside != NULL;
	arena_free(arena);
}

static void poll_files(struct database_watch *watch)
{
	if (db_is_replaced(watch->db)) {
		health_set(watch->health, HEALTH_DATABASE_MOVED,
			TEXT("The database was moved, deleted or replaced while the service ran. "
			     "Stop the service, put the database back with `s2s-registry "
			     "restore`, and start the service again."));
		relocate_wal(watch);
	}
	if (watch->wal_is_reported && !db_is_replaced(watch->db)) {
		LOG(watch->log, LOG_WARNING, "write-log-put-back",
			LOG_CSTR("why",
				"The database is back at its path, and its write-ahead log has its "
				"name again. Restart the service."));
		watch->wal_is_reported = false;
	}
}

static void *watch_thread(void *context)
{
	struct database_watch *watch = context;

	while (stop_token_pause(&watch->stop, DATABASE_WATCH_INTERVAL_MS))
		poll_files(watch);
	poll_files(watch);
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

static bool warn(struct arena *arena, const char *path, const char *suffix, const char *what_to_do,
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
	const char *file = realpath(path, real_path) == NULL ? path : real_path;

	if (db_restore_wal(path))
		LOG(log, LOG_WARNING, "write-log-put-back",
			LOG_CSTR("why",
				"The database was moved while a process had it open, and moved "
				"back. Its write-ahead log has its name again."));
	if (!warn(arena, file, "-wal",
		    "This is the write-ahead log of a database that was moved while a process had "
		    "it open. The log has the last changes of that database. Keep the two "
		    "together, and rename the log to end in -wal before you open that database; "
		    "or delete the log. Applied to this database, it would damage it.",
		    log))
		warn(arena, file, "-shm",
			"This file was left by a database that was moved while a process had it "
			"open. The file has no data. Delete it.",
			log);
	arena_free(arena);
}
