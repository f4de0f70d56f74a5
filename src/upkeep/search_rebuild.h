/*
 * search_rebuild: rebuilds a broken search index in one transaction.
 */
#ifndef UPKEEP_SEARCH_REBUILD_PRIVATE_H
#define UPKEEP_SEARCH_REBUILD_PRIVATE_H

#include "upkeep/runtime.h"

/* The check at the start of the transaction. If the check finds no error, search_rebuild_run() does
 * not rebuild the index. For example, another process may have already rebuilt the index. */
enum search_rebuild_precheck {
	SEARCH_REBUILD_UNCHECKED, /* no check: always rebuild */
	SEARCH_REBUILD_UNREADABLE, /* search for one word */
	SEARCH_REBUILD_UNEQUAL, /* compare the contents with the totals (search_consistency.h) */
	SEARCH_REBUILD_REPORTED, /* read the whole index */
};

enum search_rebuild_outcome {
	SEARCH_REBUILD_DONE,
	SEARCH_REBUILD_NOT_NEEDED, /* the check found no error */
	SEARCH_REBUILD_FAILED, /* the function has logged the failure */
};

/* Sets HEALTH_SEARCH_BROKEN. The caller clears this condition when the index is usable again. */
void search_rebuild_announce(struct runtime *runtime);

/* Calls search_rebuild_announce(), then rebuilds the index unless the check finds no error. Blocks
 * writers. */
enum search_rebuild_outcome search_rebuild_run(
	struct runtime *runtime, enum search_rebuild_precheck precheck);

#endif
