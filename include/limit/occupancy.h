/*
 * occupancy: a list of what callers currently use of a resource, with counts and bytes.
 *
 * Not thread-safe: the owner locks around a check and the addition that follows it.
 */
#ifndef LIMIT_OCCUPANCY_H
#define LIMIT_OCCUPANCY_H

#include "base/guid.h"

struct occupant {
	struct guid caller;
	int64_t bytes;
	struct occupant *next, **link; /* `link`: the pointer to this occupant */
};

struct occupancy_sum {
	int64_t count, bytes;
};

struct occupancy {
	struct occupant *first;
	struct occupancy_sum all;
};

void occupancy_add(struct occupancy *occupancy, struct occupant *occupant);
void occupancy_remove(struct occupancy *occupancy, struct occupant *occupant);

/* Returns the caller's count and bytes. Takes time in proportion to the number of occupants, which
 * the number of connections bounds. */
struct occupancy_sum occupancy_of(const struct occupancy *occupancy, struct guid caller);

#endif
