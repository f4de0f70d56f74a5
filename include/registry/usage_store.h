/*
 * usage_store: how often, and when last, registrations and admin keys were used.
 */
#ifndef REGISTRY_USAGE_STORE_H
#define REGISTRY_USAGE_STORE_H

#include "base/guid.h"
#include "db/db.h"

/* Adds to what is counted of a caller, of a registration's or an admin key's id. Moves no revision.
 * Nothing is kept of ids that are neither. */
enum status usage_store_add(struct db *db, struct guid caller, int64_t calls, int64_t last_used_ms,
	struct fault *fault);

#endif
