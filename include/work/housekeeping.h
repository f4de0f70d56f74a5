/*
 * housekeeping: a thread for recurring tasks. It stores counted usage and refusals, and deletes
 * what has been kept long enough: removed registrations, idempotent responses, sessions, finished
 * jobs and exported files.
 */
#ifndef WORK_HOUSEKEEPING_H
#define WORK_HOUSEKEEPING_H

#include "upkeep/runtime.h"

struct housekeeping;
struct auth_throttle;
struct export_manager;
struct rate_limiter;

/* Whose counts it stores and whose files it deletes; borrowed. */
struct housekeeping_sources {
	struct rate_limiter *rate_limiter;
	struct auth_throttle *auth_throttle;
	struct export_manager *export_manager;
};

/* Starts the thread: usage and expired exports every registry.usage-interval-s, the rest once
 * an hour. NULL, with errno set, when there is none. */
struct housekeeping *housekeeping_start(
	struct runtime *runtime, const struct housekeeping_sources *sources);

/* Stores the counts, then ends the thread. Call it before the group commit ends. */
void housekeeping_stop(struct housekeeping *self);

/* Runs every task once on the caller's thread, after the thread has done its first round. */
void housekeeping_run(struct housekeeping *self);

#endif
