/*
 * search_compaction: merges the search index in small steps, which removes the words of all
 * erasures that are pending when it starts.
 */
#ifndef UPKEEP_SEARCH_COMPACTION_PRIVATE_H
#define UPKEEP_SEARCH_COMPACTION_PRIVATE_H

#include "upkeep/runtime.h"

/* Returns early, with STATUS_OK, when must_end(context) is true. The erasures then stay pending for
 * the next compaction. */
enum status search_compaction_run(struct runtime *runtime, bool (*must_end)(void *context),
	void *context, struct fault *fault);

#endif
