/*
 * housekeeping: a thread for periodic tasks. It stores the counts of calls and refusals, and
 * deletes removed registrations, idempotent responses, sessions, finished jobs and exported files
 * when their retention ends.
 */
#ifndef WORK_HOUSEKEEPING_H
#define WORK_HOUSEKEEPING_H

#include "upkeep/runtime.h"

struct housekeeping;
struct auth_throttle;
struct export_manager;
struct rate_limiter;

/* The sources of the counts, and the manager whose files expire; borrowed. */
struct housekeeping_sources {
	struct rate_limiter *rate_limiter;
	struct auth_throttle *auth_throttle;
	struct export_manager *export_manager;
};

/* Starts the thread. It stores usage and purges exports every registry.usage-interval-s seconds,
 * and purges the rest once an hour. Returns NULL, with errno set, when the system cannot start a
 * thread. */
struct housekeeping *housekeeping_start(
	struct runtime *runtime, const struct housekeeping_sources *sources);

/* Stores the counts, then ends the thread. Call it before the group commit stops. NULL is allowed.
 */
void housekeeping_stop(struct housekeeping *self);

/* Waits until the thread has finished its first round, then runs every task once on the caller's
 * thread. */
void housekeeping_run(struct housekeeping *self);

#endif
