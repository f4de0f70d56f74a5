/*
 * migrate: updates the schema of a database to the version of this program.
 *
 * The files migrations/sqlite/NNNN_name.sql are embedded in the executable and applied in order,
 * each in a transaction of its own. There are no downgrades. Fails with "DatabaseNewer" if the
 * database has a migration that this program does not know, and with "MigrationChanged" if the text
 * of an applied migration differs.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

/* Applies the missing migrations. *ret_applied receives their number. */
enum status migrate_run(struct db *db, int64_t now_ms, size_t *ret_applied, struct fault *fault);

/* Checks whether db_open() with these options and migrate_run() would succeed, without writing
 * anything. *ret_is_new receives true if the file does not exist or has no tables. Fails with
 * "NotADatabase" if the file has only the tables of another program. */
enum status migrate_inspect(
	const struct db_options *options, bool *ret_is_new, struct fault *fault);

#endif
