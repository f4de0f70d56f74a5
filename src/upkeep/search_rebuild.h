/*
 * search_rebuild: rebuilds a broken search index in one transaction.
 */
#ifndef UPKEEP_SEARCH_REBUILD_PRIVATE_H
#define UPKEEP_SEARCH_REBUILD_PRIVATE_H

#include "upkeep/runtime.h"

/* The check at the start of the transaction: another process may have rebuilt the index already. */
enum search_rebuild_precheck {
	SEARCH_REBUILD_UNCHECKED, /* no check */
	SEARCH_REBUILD_UNREADABLE, /* look up one word */
	SEARCH_REBUILD_UNEQUAL, /* compare contents with counts (search_consistency.h) */
	SEARCH_REBUILD_REPORTED, /* read the whole index */
};

enum search_rebuild_outcome {
	SEARCH_REBUILD_DONE,
	SEARCH_REBUILD_NOT_NEEDED, /* the check found no error */
	SEARCH_REBUILD_FAILED, /* the failure is logged */
};

/* Sets HEALTH_SEARCH_BROKEN. The caller clears it. */
void search_rebuild_announce(struct runtime *runtime);

/* Sets HEALTH_SEARCH_BROKEN, then rebuilds the index. Writers wait. */
enum search_rebuild_outcome search_rebuild_run(
	struct runtime *runtime, enum search_rebuild_precheck precheck);

#endif
