/*
 * search_round: one pass that brings the search index together, in steps, for all erasures that
 * wait when it begins.
 */
#ifndef API_SEARCH_ROUND_PRIVATE_H
#define API_SEARCH_ROUND_PRIVATE_H

#include "api/service.h"

/* Ends early, with STATUS_OK, once must_end(context); what it had taken waits for the next one. */
enum status search_round_run(struct service *service, bool (*must_end)(void *context),
	void *context, struct fault *fault);

#endif
