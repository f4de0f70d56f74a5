/*
 * search_merge: lowers the levels of a search index that has too many, which FTS5 may no longer
 * read. With a log line.
 */
#ifndef UPKEEP_SEARCH_MERGE_PRIVATE_H
#define UPKEEP_SEARCH_MERGE_PRIVATE_H

#include "upkeep/runtime.h"

/* In a transaction of its own, before anything else is written. `log` may be NULL. */
enum status search_merge_first(struct db *db, const struct log *log, struct fault *fault);

/* By the group commit. */
enum status search_merge_run(struct runtime *runtime, struct fault *fault);

#endif
