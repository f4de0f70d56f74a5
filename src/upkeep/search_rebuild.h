/*
 * search_rebuild: makes a search index that is broken anew, in one transaction of its own.
 */
#ifndef UPKEEP_SEARCH_REBUILD_PRIVATE_H
#define UPKEEP_SEARCH_REBUILD_PRIVATE_H

#include "upkeep/runtime.h"

/* What is looked at in that transaction first, since another process may have mended it. */
enum search_rebuild_precheck {
	SEARCH_REBUILD_UNCHECKED, /* nothing */
	SEARCH_REBUILD_UNREADABLE, /* whether a word can be looked up */
	SEARCH_REBUILD_UNEQUAL, /* what it holds, as search_consistency.h does */
	SEARCH_REBUILD_REPORTED, /* all of the index */
};

enum search_rebuild_outcome {
	SEARCH_REBUILD_DONE,
	SEARCH_REBUILD_NOT_NEEDED, /* it was sound */
	SEARCH_REBUILD_FAILED, /* and logged */
};

/* Sets HEALTH_SEARCH_BROKEN, which stays set. */
void search_rebuild_announce(struct runtime *runtime);

/* The same, then rebuilds. Nothing else is written meanwhile. */
enum search_rebuild_outcome search_rebuild_run(
	struct runtime *runtime, enum search_rebuild_precheck doubt);

#endif
