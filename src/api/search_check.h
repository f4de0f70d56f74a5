/*
 * search_check: compares the search index with what it has counted, beside the service.
 */
#ifndef API_SEARCH_CHECK_PRIVATE_H
#define API_SEARCH_CHECK_PRIVATE_H

#include "api/service.h"

enum search_check_outcome {
	SEARCH_CHECK_SOUND,
	SEARCH_CHECK_UNEQUAL,
	SEARCH_CHECK_BROKEN_OFF, /* must_end(context), or `fault` tells why */
};

/* On a connection of the pool; keeps no writer waiting. */
enum search_check_outcome search_check_run(struct service *service, bool (*must_end)(void *context),
	void *context, struct fault *fault);

#endif
