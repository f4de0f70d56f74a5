/*
 * search_check: compares the contents of the search index with the totals that the index stores.
 */
#ifndef UPKEEP_SEARCH_CHECK_PRIVATE_H
#define UPKEEP_SEARCH_CHECK_PRIVATE_H

#include "upkeep/runtime.h"

enum search_check_outcome {
	SEARCH_CHECK_SOUND, /* the contents match the totals */
	SEARCH_CHECK_UNEQUAL, /* the contents do not match the totals, or are unreadable */
	SEARCH_CHECK_INTERRUPTED, /* stopped early, or failed and set the fault */
};

/* Reads the whole index on a read connection, which does not block writers. Stops early when
 * must_end(context) returns true or a time limit is reached. */
enum search_check_outcome search_check_run(struct runtime *runtime, bool (*must_end)(void *context),
	void *context, struct fault *fault);

#endif
