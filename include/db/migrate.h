/*
 * migrate: updates the schema of a database to the version that this program needs.
 *
 * The migrations are the files migrations/sqlite/NNNN_name.sql, which the build embeds in the
 * executable. They are applied in the order of their numbers, each in its own transaction. There
 * are no downgrades. Both functions fail with "DatabaseNewer" if the database has a migration that
 * this program does not know, and with "MigrationChanged" if the text of a migration has changed
 * since it was applied.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

/* Applies the migrations that the database lacks. *ret_applied receives the number of migrations
 * applied. */
enum status migrate_run(struct db *db, int64_t now_ms, size_t *ret_applied, struct fault *fault);

/* Checks whether db_open() with these options and then migrate_run() would succeed, without writing
 * anything. Returns STATUS_OK if both would succeed, and an error otherwise. *ret_is_new receives
 * true if the file does not exist or has no tables. Fails with "NotADatabase" if the file has
 * tables, but only of another program. */
enum status migrate_inspect(
	const struct db_options *options, bool *ret_is_new, struct fault *fault);

#endif
