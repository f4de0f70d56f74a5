/*
 * database_check: detects a damaged database, at the start and while the service runs.
 *
 * The service checks a small file before it starts to serve requests. While the service runs, a
 * low-priority thread checks a large file once. If the database is damaged, the service sets
 * HEALTH_DATABASE_DAMAGED and stops reading and writing the database. The condition stays set until
 * the service is restarted with an intact database.
 */
#ifndef UPKEEP_DATABASE_CHECK_H
#define UPKEEP_DATABASE_CHECK_H

#include "upkeep/runtime.h"

/* Maximum size of a small file. The check of such a file takes a fraction of a second. */
#define DATABASE_CHECK_AT_ONCE_BYTES (INT64_C(64) * 1024 * 1024)

struct database_check;

/* Returns whether the file is larger than DATABASE_CHECK_AT_ONCE_BYTES. Returns false if the file
 * does not exist. */
bool database_check_is_large(const char *path);

/* Returns whether the fault reports a damaged database. */
bool database_check_is_damaged(const struct fault *fault);

/* Checks a small file. If the file is damaged, sets HEALTH_DATABASE_DAMAGED and returns false. For
 * a large file, returns true without a check. Call this function before the service writes to the
 * database. */
bool database_check_first(struct runtime *runtime, struct db *writer);

/* Starts a thread that checks a large file. For a small file, starts no thread, sets *ret_check to
 * NULL and returns true. The group commit must be running. If the system cannot start a thread,
 * sets errno and returns false. */
bool database_check_start(struct runtime *runtime, struct database_check **ret_check);

/* Interrupts the check and ends the thread. Call this function before the group commit stops.
 * `check` may be NULL. */
void database_check_stop(struct database_check *check);

/* If the fault reports a damaged database, sets HEALTH_DATABASE_DAMAGED and stops all reads and
 * writes. Call this function for every fault of a request or job. Thread-safe. */
void database_check_note_fault(struct runtime *runtime, const struct fault *fault);

#endif
