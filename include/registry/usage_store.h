/*
 * usage_store: how often, and when last, registrations and admin keys were used.
 */
#ifndef REGISTRY_USAGE_STORE_H
#define REGISTRY_USAGE_STORE_H

#include "base/guid.h"
#include "db/db.h"

/* What is counted of a caller, for lists of columns (db/column.h). */
/* clang-format off */
#define USAGE_STORE_COLUMNS(NEXT) \
	NEXT(last_used_at_ms, TIME_OR_NULL, last_used_at_ms) \
	NEXT(call_count, INT, call_count)
/* clang-format on */

/* Adds to what is counted of a caller, of a registration's or an admin key's id. Moves no revision.
 * Nothing is kept of ids that are neither. */
enum status usage_store_add(struct db *db, struct guid caller, int64_t calls, int64_t last_used_ms,
	struct fault *fault);

#endif
