/*
 * search_compaction: merges the segments of the search index in small steps. A complete compaction
 * removes erased words from the index: the words of all reviews that were erased before the
 * compaction started.
 */
#ifndef UPKEEP_SEARCH_COMPACTION_PRIVATE_H
#define UPKEEP_SEARCH_COMPACTION_PRIVATE_H

#include "upkeep/runtime.h"

/* Runs a compaction. Ends early and returns STATUS_OK when must_end(context) returns true. The
 * words of erased reviews then stay in the index until a later compaction is complete. */
enum status search_compaction_run(struct runtime *runtime, bool (*must_end)(void *context),
	void *context, struct fault *fault);

#endif
