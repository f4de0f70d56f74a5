/*
 * database_watch: notices while the service runs that its database was moved, deleted or replaced.
 *
 * Sets HEALTH_DATABASE_MOVED within DATABASE_WATCH_INTERVAL_MS and a moment, and never clears it:
 * what came in between is unknown, so the service has to be started anew. Sets the write-ahead log
 * aside (db_relocate_wal()), and logs its name; back again where the database comes back.
 */
#ifndef UPKEEP_DATABASE_WATCH_H
#define UPKEEP_DATABASE_WATCH_H

#include "db/db.h"
#include "upkeep/health.h"

#define DATABASE_WATCH_INTERVAL_MS 250

struct database_watch;

/* Starts the thread. All must outlive it; of the connection, which may belong to another thread, it
 * asks only where the files are. NULL, with errno set, when there is no thread. */
struct database_watch *database_watch_start(
	const struct db *db, struct health *health, const struct log *log);

/* Looks once more, then ends the thread. NULL is allowed. */
void database_watch_stop(struct database_watch *watch);

/* Before a start: of a log that an earlier process set aside beside the database at `path`, brings
 * back one that belongs to it, and warns of another, and says what to do with it. */
void database_watch_recover_wal(const char *path, const struct log *log);

#endif
