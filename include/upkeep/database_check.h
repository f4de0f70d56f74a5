/*
 * database_check: detects a damaged database, at the start and while the service runs.
 *
 * A small file is checked before the service starts; a large one is checked by a low-priority
 * thread while the service runs. The service stops reading and writing a damaged database and sets
 * HEALTH_DATABASE_DAMAGED, which stays set until a start finds the database intact.
 */
#ifndef UPKEEP_DATABASE_CHECK_H
#define UPKEEP_DATABASE_CHECK_H

#include "upkeep/runtime.h"

/* Largest file that is checked before the start, in a fraction of a second. */
#define DATABASE_CHECK_AT_ONCE_BYTES (INT64_C(64) * 1024 * 1024)

struct database_check;

/* Whether the file is larger than DATABASE_CHECK_AT_ONCE_BYTES. */
bool database_check_is_large(const char *path);

/* Whether the fault says that the database is damaged. */
bool database_check_is_damaged(const struct fault *fault);

/* Checks a small file and returns false when it is damaged. Returns true for a large file without
 * reading it. Call it before anything is written. */
bool database_check_first(struct runtime *runtime, struct db *writer);

/* Starts the check of a large file in the background; sets *ret_check to NULL for a small file. The
 * group commit must be running. Returns false, with errno set, when the system cannot start a
 * thread. */
bool database_check_start(struct runtime *runtime, struct database_check **ret_check);

/* Interrupts the check and ends its thread. Call it before the group commit stops. NULL is allowed.
 */
void database_check_stop(struct database_check *check);

/* Call it for the fault of any call or job. When the fault says that the database is damaged, sets
 * HEALTH_DATABASE_DAMAGED and stops all reads and writes. Thread-safe. */
void database_check_note_fault(struct runtime *runtime, const struct fault *fault);

#endif
