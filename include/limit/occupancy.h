/*
 * occupancy: a list of the current uses of a resource, with the caller and the bytes of each use.
 *
 * Not thread-safe. The owner must hold a lock during a check and the addition that follows the
 * check.
 */
#ifndef LIMIT_OCCUPANCY_H
#define LIMIT_OCCUPANCY_H

#include "base/guid.h"

/* One use of the resource. */
struct occupant {
	struct guid caller;
	int64_t bytes;
	struct occupant *next, **link; /* `link`: address of the pointer to this occupant */
};

struct occupancy_sum {
	int64_t count, bytes;
};

struct occupancy {
	struct occupant *first;
	struct occupancy_sum all; /* sum of all occupants */
};

void occupancy_add(struct occupancy *occupancy, struct occupant *occupant);
void occupancy_remove(struct occupancy *occupancy, struct occupant *occupant);

/* Returns the number of the caller's occupants and the sum of their bytes. The running time is
 * proportional to the number of all occupants. The number of connections limits the number of
 * occupants. */
struct occupancy_sum occupancy_of(const struct occupancy *occupancy, struct guid caller);

#endif
