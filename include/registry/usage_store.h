/*
 * usage_store: call counts and last use of app registrations and admin keys.
 */
#ifndef REGISTRY_USAGE_STORE_H
#define REGISTRY_USAGE_STORE_H

#include "base/guid.h"
#include "db/db.h"

/* Columns of a caller's usage, for lists of columns (db/column.h). */
/* clang-format off */
#define USAGE_STORE_COLUMNS(NEXT) \
	NEXT(last_used_at_ms, TIME_OR_NULL, last_used_at_ms) \
	NEXT(call_count, INT, call_count)
/* clang-format on */

/* Adds calls to the usage of a registration or admin key. Does not change any revision. Ignores ids
 * that belong to neither. */
enum status usage_store_add(struct db *db, struct guid caller, int64_t calls, int64_t last_used_ms,
	struct fault *fault);

#endif
