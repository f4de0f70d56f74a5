/*
 * migrate: brings a database to the program's version.
 *
 * Files migrations/sqlite/NNNN_name.sql are embedded at build and applied in order, each in one
 * transaction, forward only. A database that holds a migration this program does not know, or one
 * whose text has changed since, is refused.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

/* *ret_applied receives how many were applied now. */
enum status migrate_run(struct db *db, int64_t now_ms, size_t *ret_applied, struct fault *fault);

/* Whether db_open() with these options, and migrate_run(), would take the database, as a status;
 * writes nothing. *ret_is_new where there is none yet: no file, or one without tables. A file with
 * tables of another program is refused: "NotADatabase". */
enum status migrate_inspect(
	const struct db_options *options, bool *ret_is_new, struct fault *fault);

#endif
