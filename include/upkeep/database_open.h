/*
 * database_open: opens and migrates the database, for the service and for commands.
 *
 * A database that belongs to another program is rejected before anything is written to it
 * (migrate_inspect()).
 */
#ifndef UPKEEP_DATABASE_OPEN_H
#define UPKEEP_DATABASE_OPEN_H

#include "upkeep/runtime.h"

/* Page cache of a connection that writes. The import command uses the large one, which keeps the
 * pages of all twenty indexes in memory. */
#define DATABASE_OPEN_CACHE_KIB (INT64_C(16) * 1024)
#define DATABASE_OPEN_CACHE_LARGE_KIB (INT64_C(128) * 1024)

struct database_open_report {
	size_t applied; /* migrations that this call applied */
	bool is_new; /* the file did not exist, or was empty */
};

/* Opens and migrates the database for a command; close it with db_close(). Checks a small file
 * first, and fails with "DatabaseDamaged" when it is damaged. */
enum status database_open_migrated(struct db **ret_db, const struct config *config,
	int64_t cache_kib, struct database_open_report *ret_report, struct fault *fault);

/* Opens the connection that writes, and sets the runtime's pool and environment. A damaged database
 * is opened too, but frozen, and *ret_is_whole is false. The caller closes the writer and the pool,
 * also after a failure, when they are not NULL. */
enum status database_open_writer(
	struct runtime *runtime, struct db **ret_writer, bool *ret_is_whole, struct fault *fault);

#endif
