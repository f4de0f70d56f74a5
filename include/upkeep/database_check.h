/*
 * database_check: whether the structure of the database holds, looked at when the service starts
 * and noticed while it runs.
 *
 * A database that is damaged is read no further and not written to: HEALTH_DATABASE_DAMAGED stays
 * until a start finds it whole. A small file is read before the start goes on, a large one beside
 * the service, by a thread of low priority.
 */
#ifndef UPKEEP_DATABASE_CHECK_H
#define UPKEEP_DATABASE_CHECK_H

#include "upkeep/runtime.h"

/* Up to here a check takes a fraction of a second. */
#define DATABASE_CHECK_AT_ONCE_BYTES (INT64_C(64) * 1024 * 1024)

struct database_check;

bool database_check_is_large(const char *path);
bool database_check_is_damaged(const struct fault *fault);

/* Before anything is written: false when the database is damaged. True also for a large file, which
 * nobody has read yet. */
bool database_check_first(struct runtime *runtime, struct db *writer);

/* Starts to read a large file in the background, once the group commit is there; *ret_check is NULL
 * for another. False, with errno set, when there is no thread for it. */
bool database_check_start(struct runtime *runtime, struct database_check **ret_check);

/* Breaks off; NULL is allowed. Before the group commit ends. */
void database_check_stop(struct database_check *check);

/* For a fault of any call: sees to it when that says that the database is damaged. */
void database_check_note_fault(struct runtime *runtime, const struct fault *fault);

#endif
