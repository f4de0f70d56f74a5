/*
 * housekeeping: a thread for periodic tasks.
 *
 * The tasks store the counts of calls and refusals, truncate a large write-ahead log, and return
 * free memory to the system. They also delete data whose retention has ended: removed
 * registrations, idempotent responses, sessions, finished jobs and exported files.
 */
#ifndef WORK_HOUSEKEEPING_H
#define WORK_HOUSEKEEPING_H

#include "upkeep/runtime.h"

struct housekeeping;
struct auth_throttle;
struct export_manager;
struct rate_limiter;

/* The parts of the service that the tasks use. They must outlive the thread. */
struct housekeeping_sources {
	struct rate_limiter *rate_limiter;
	struct auth_throttle *auth_throttle;
	struct export_manager *export_manager;
};

/* Starts the thread. Every registry.usage-interval-s seconds, the thread stores usage and purges
 * exports. Once an hour, it purges all other expired data. If the system cannot start the thread,
 * returns NULL and sets errno. */
struct housekeeping *housekeeping_start(
	struct runtime *runtime, const struct housekeeping_sources *sources);

/* Makes the thread store the counts, then ends the thread. Call this function before you stop the
 * group commit. Does nothing if `self` is NULL. */
void housekeeping_stop(struct housekeeping *self);

/* Waits until the thread has finished its first purge. Then stores the counts and purges all
 * expired data on the calling thread. */
void housekeeping_run(struct housekeeping *self);

#endif
