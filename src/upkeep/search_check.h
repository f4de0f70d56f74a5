/*
 * search_check: compares the contents of the search index with its counts.
 */
#ifndef UPKEEP_SEARCH_CHECK_PRIVATE_H
#define UPKEEP_SEARCH_CHECK_PRIVATE_H

#include "upkeep/runtime.h"

enum search_check_outcome {
	SEARCH_CHECK_SOUND,
	SEARCH_CHECK_UNEQUAL,
	SEARCH_CHECK_INTERRUPTED, /* by must_end() or a time limit, or failed with the fault set */
};

/* Uses a read connection of the pool, so no writer waits. */
enum search_check_outcome search_check_run(struct runtime *runtime, bool (*must_end)(void *context),
	void *context, struct fault *fault);

#endif
