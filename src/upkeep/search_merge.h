/*
 * search_merge: merges a search index that has so many levels that FTS5 may fail to read it. Logs
 * each merge.
 */
#ifndef UPKEEP_SEARCH_MERGE_PRIVATE_H
#define UPKEEP_SEARCH_MERGE_PRIVATE_H

#include "upkeep/runtime.h"

/* Merges in a transaction of its own. Call it before anything else is written. `log` may be NULL.
 */
enum status search_merge_first(struct db *db, const struct log *log, struct fault *fault);

/* Merges through the group commit. */
enum status search_merge_run(struct runtime *runtime, struct fault *fault);

#endif
