/*
 * database_watch: a thread that detects that the database was moved, deleted or replaced.
 *
 * Polls every DATABASE_WATCH_INTERVAL_MS. Sets HEALTH_DATABASE_MOVED and never clears it: changes
 * may be lost, so the service must be restarted. Renames the write-ahead log (db_relocate_wal())
 * and logs the new name. Renames the log back when the database returns.
 */
#ifndef UPKEEP_DATABASE_WATCH_H
#define UPKEEP_DATABASE_WATCH_H

#include "db/db.h"
#include "upkeep/health.h"

#define DATABASE_WATCH_INTERVAL_MS 250

struct database_watch;

/* Starts the thread. The arguments must outlive it. `db` may belong to another thread: this one
 * only asks for the paths of its files. Returns NULL, with errno set, when the system cannot start
 * a thread. */
struct database_watch *database_watch_start(
	const struct db *db, struct health *health, const struct log *log);

/* Polls once more, then ends the thread. NULL is allowed. */
void database_watch_stop(struct database_watch *watch);

/* Handles a write-ahead log that an earlier process renamed, before a start. If the log belongs to
 * the database at `path`, restores its name. Otherwise logs a warning that says what to do. */
void database_watch_recover_wal(const char *path, const struct log *log);

#endif
