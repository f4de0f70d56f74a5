/*
 * search_check: compares the search index with what it has counted, beside the service.
 */
#ifndef UPKEEP_SEARCH_CHECK_PRIVATE_H
#define UPKEEP_SEARCH_CHECK_PRIVATE_H

#include "upkeep/runtime.h"

enum search_check_outcome {
	SEARCH_CHECK_SOUND,
	SEARCH_CHECK_UNEQUAL,
	SEARCH_CHECK_INTERRUPTED, /* must_end(context), or `fault` tells why */
};

/* On a connection of the pool; keeps no writer waiting. */
enum search_check_outcome search_check_run(struct runtime *runtime, bool (*must_end)(void *context),
	void *context, struct fault *fault);

#endif
