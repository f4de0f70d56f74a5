/*
 * search_merge: removes empty levels of the search index (reviews/search_levels.h) before the index
 * has more levels than FTS5 can read.
 */
#ifndef UPKEEP_SEARCH_MERGE_PRIVATE_H
#define UPKEEP_SEARCH_MERGE_PRIVATE_H

#include "upkeep/runtime.h"

/* If the index has SEARCH_LEVELS_MANY levels or more, calls search_levels_compact() in a separate
 * transaction and logs the numbers of levels before and after. Call this function before anything
 * else is written to the database. `log` may be NULL. */
enum status search_merge_first(struct db *db, const struct log *log, struct fault *fault);

/* Like search_merge_first(), but uses a group commit (db/group.h) instead of a separate
 * transaction. */
enum status search_merge_run(struct runtime *runtime, struct fault *fault);

#endif
