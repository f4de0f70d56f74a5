/*
 * search_merge: merges the levels of the search index if it has so many that FTS5 may fail to read
 * the index.
 */
#ifndef UPKEEP_SEARCH_MERGE_PRIVATE_H
#define UPKEEP_SEARCH_MERGE_PRIVATE_H

#include "upkeep/runtime.h"

/* Merges the levels, if necessary, in a separate transaction, and logs the merge. Call this before
 * anything else is written to the database. `log` may be NULL. */
enum status search_merge_first(struct db *db, const struct log *log, struct fault *fault);

/* Like search_merge_first(), but merges the levels in a group commit. */
enum status search_merge_run(struct runtime *runtime, struct fault *fault);

#endif
