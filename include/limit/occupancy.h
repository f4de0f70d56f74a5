/*
 * occupancy: what callers have of something at this moment, in count and bytes.
 *
 * The owner of a list has a lock for it, so that a look and what is added on it are one.
 */
#ifndef LIMIT_OCCUPANCY_H
#define LIMIT_OCCUPANCY_H

#include "base/guid.h"

struct occupant {
	struct guid caller;
	int64_t bytes;
	struct occupant *next, **at; /* what points at it */
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

/* Takes time by the number of occupants, which connections bound. */
struct occupancy_sum occupancy_of(const struct occupancy *occupancy, struct guid caller);

#endif
