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

/* Whether migrate_run() would take the database, as a status; changes nothing. A file without
 * migrations is none of this program's: "NotADatabase". */
enum status migrate_check(struct db *db, struct fault *fault);

#endif
