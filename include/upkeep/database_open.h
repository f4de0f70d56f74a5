/*
 * database_open: opens and migrates the database, for the service and for commands.
 *
 * A database that belongs to another program is rejected before anything is written to it
 * (migrate_inspect()).
 */
#ifndef UPKEEP_DATABASE_OPEN_H
#define UPKEEP_DATABASE_OPEN_H

#include "upkeep/runtime.h"

/* Sizes of the page cache of a connection that writes. The import command uses the large cache, so
 * that the pages of all twenty indexes stay in memory. */
#define DATABASE_OPEN_CACHE_KIB (INT64_C(16) * 1024)
#define DATABASE_OPEN_CACHE_LARGE_KIB (INT64_C(128) * 1024)

struct database_open_report {
	size_t applied; /* number of migrations that this call applied */
	bool is_new; /* the file did not exist, or had no tables */
};

/* Opens and migrates the database for a command, which closes *ret_db with db_close(). Checks a
 * small file (database_check.h) first, and fails with the code "DatabaseDamaged" if it is
 * damaged. */
enum status database_open_migrated(struct db **ret_db, const struct config *config,
	int64_t cache_kib, struct database_open_report *ret_report, struct fault *fault);

/* Opens and migrates the database for the service. *ret_writer receives the connection that writes.
 * runtime->pool and runtime->environment are set, too. *ret_is_whole receives whether the database
 * is undamaged. A damaged database is opened but not migrated, and is frozen (db_freeze()). The
 * caller closes the writer and the pool unless they are NULL, even after a failure. */
enum status database_open_writer(
	struct runtime *runtime, struct db **ret_writer, bool *ret_is_whole, struct fault *fault);

#endif
