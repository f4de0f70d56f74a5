/*
 * migrate: updates the schema of a database to the version that this program needs.
 *
 * The migrations are the files migrations/sqlite/NNNN_name.sql. The build embeds them in the
 * executable. migrate_run() applies the migrations in the order of their numbers, each in its own
 * transaction. There are no downgrades. Both functions fail with "DatabaseNewer" if the database
 * has a migration that this program does not know. Both fail with "MigrationChanged" if the text of
 * a migration has changed since it was applied.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

/* Applies the migrations that the database lacks. *ret_applied receives the number of these
 * migrations. */
enum status migrate_run(struct db *db, int64_t now_ms, size_t *ret_applied, struct fault *fault);

/* Checks whether db_open() with these options, and then migrate_run(), would succeed. Writes
 * nothing. Returns STATUS_OK if both functions would succeed, and an error otherwise. *ret_is_new
 * is true if the file does not exist or has no tables. Fails with "NotADatabase" if the file has
 * only tables of another program. */
enum status migrate_inspect(
	const struct db_options *options, bool *ret_is_new, struct fault *fault);

#endif
