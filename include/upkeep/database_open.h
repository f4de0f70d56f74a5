/*
 * database_open: opens and migrates the database, for the service and for commands.
 *
 * If the database belongs to another program, the functions fail before they write to the database
 * (migrate_inspect()).
 */
#ifndef UPKEEP_DATABASE_OPEN_H
#define UPKEEP_DATABASE_OPEN_H

#include "upkeep/runtime.h"

/* Sizes of the page cache of a connection that writes. The import command uses the large cache to
 * hold the pages of all twenty indexes in memory. */
#define DATABASE_OPEN_CACHE_KIB (INT64_C(16) * 1024)
#define DATABASE_OPEN_CACHE_LARGE_KIB (INT64_C(128) * 1024)

struct database_open_report {
	size_t applied; /* number of migrations that the function applied */
	bool is_new; /* the file did not exist, or had no tables */
};

/* Opens and migrates the database for a command. The command must close *ret_db with db_close().
 * Checks a small file (database_check.h) before the migration. If the file is damaged, fails with
 * the code "DatabaseDamaged". */
enum status database_open_migrated(struct db **ret_db, const struct config *config,
	int64_t cache_kib, struct database_open_report *ret_report, struct fault *fault);

/* Opens and migrates the database for the service. *ret_writer receives the connection that writes.
 * Also sets runtime->pool and runtime->environment. Sets *ret_is_whole to true if the database is
 * undamaged. Opens a damaged database but does not migrate it. Then freezes the damaged database
 * (db_freeze()). The caller must close the writer and the pool if they are not NULL, even after a
 * failure. */
enum status database_open_writer(
	struct runtime *runtime, struct db **ret_writer, bool *ret_is_whole, struct fault *fault);

#endif
