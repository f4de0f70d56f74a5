/*
 * usage_store: the call count and the time of last use of each app registration and admin key.
 */
#ifndef REGISTRY_USAGE_STORE_H
#define REGISTRY_USAGE_STORE_H

#include "base/guid.h"
#include "db/db.h"

/* The usage columns, for inclusion in another list of columns (db/column.h). */
/* clang-format off */
#define USAGE_STORE_COLUMNS(NEXT) \
	NEXT(last_used_at_ms, TIME_OR_NULL, last_used_at_ms) \
	NEXT(call_count, INT, call_count)
/* clang-format on */

/* Adds `calls` to the call count of the app registration or admin key that has the id `caller`.
 * Updates the time of last use if `last_used_ms` is later than the stored time. Does not change any
 * revision. Does nothing if no app registration or admin key has this id. */
enum status usage_store_add(struct db *db, struct guid caller, int64_t calls, int64_t last_used_ms,
	struct fault *fault);

#endif
