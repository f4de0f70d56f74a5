/*
 * search_compaction: one pass that brings the search index together, in steps, for all erasures
 * that wait when it begins.
 */
#ifndef UPKEEP_SEARCH_COMPACTION_PRIVATE_H
#define UPKEEP_SEARCH_COMPACTION_PRIVATE_H

#include "upkeep/runtime.h"

/* Ends early, with STATUS_OK, once must_end(context); what it had taken waits for the next one. */
enum status search_compaction_run(struct runtime *runtime, bool (*must_end)(void *context),
	void *context, struct fault *fault);

#endif
