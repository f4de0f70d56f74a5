/*
 * database_open: the database of a service, or of a command, opened and brought up to date.
 *
 * A file with tables of another program is refused before anything is written to it
 * (migrate_inspect()).
 */
#ifndef UPKEEP_DATABASE_OPEN_H
#define UPKEEP_DATABASE_OPEN_H

#include "upkeep/runtime.h"

/* The page cache of a connection that writes: what every process can spare, and what an import of
 * its own takes, so that the pages of twenty indexes stay in memory. */
#define DATABASE_OPEN_CACHE_KIB (INT64_C(16) * 1024)
#define DATABASE_OPEN_CACHE_LARGE_KIB (INT64_C(128) * 1024)

struct database_open_report {
	size_t applied; /* migrations that this call has applied */
	bool is_new; /* there was no database, or an empty file */
};

/* Opens and migrates the database alone, for commands; close it with db_close(). A small file is
 * checked first: "DatabaseDamaged". */
enum status database_open_migrated(struct db **ret_db, const struct config *config,
	int64_t cache_kib, struct database_open_report *ret_report, struct fault *fault);

/* The connection that writes, and the service's pool and environment. One that is damaged is opened
 * too, and frozen. The caller closes both, also after a failure, when they are not NULL. */
enum status database_open_writer(
	struct runtime *runtime, struct db **ret_writer, bool *ret_is_whole, struct fault *fault);

#endif
