/*
 * database_watch: a thread that detects that the database file was moved, deleted or replaced.
 *
 * The thread checks the file every DATABASE_WATCH_INTERVAL_MS. If the file is no longer at its
 * path, the thread sets HEALTH_DATABASE_MOVED, renames the write-ahead log (db_relocate_wal()) and
 * logs the new name. If the file returns to its path, the thread restores the name of the
 * write-ahead log. HEALTH_DATABASE_MOVED stays set until the service is restarted, because changes
 * may have been lost.
 */
#ifndef UPKEEP_DATABASE_WATCH_H
#define UPKEEP_DATABASE_WATCH_H

#include "db/db.h"
#include "upkeep/health.h"

#define DATABASE_WATCH_INTERVAL_MS 250

struct database_watch;

/* Starts the thread. All arguments must outlive the thread. Another thread may use `db` at the same
 * time, because the new thread only reads the file paths in `db`. If the system cannot start a
 * thread, sets errno and returns NULL. */
struct database_watch *database_watch_start(
	const struct db *db, struct health *health, const struct log *log);

/* Lets the thread check the file once more, then ends the thread. `watch` may be NULL. */
void database_watch_stop(struct database_watch *watch);

/* Handles a write-ahead log that an earlier process renamed. If the write-ahead log belongs to the
 * database at `path`, restores the name of the write-ahead log. Otherwise logs a warning that says
 * what to do. Call this function before the database is opened. */
void database_watch_recover_wal(const char *path, const struct log *log);

#endif
