/*
 * jobs: work that outlives its request: one thread that does one job after the other.
 *
 * Promises: a job that was accepted is done, also over `kill -9` and restarts, which it survives
 * without doing anything twice: progress is part of the transaction that makes it. Several
 * processes on one database do not get into each other's way: one works on a job, and another goes
 * on with it within ten seconds when that one has died (api/job_lease.h).
 */
#ifndef API_JOBS_PRIVATE_H
#define API_JOBS_PRIVATE_H

#include "api/call.h"
#include "reviews/job_store.h"

struct jobs;

/* A job while it runs. */
struct jobs_run {
	struct service *service;
	struct jobs *jobs;
	struct arena *arena; /* of the run */
	struct job job;
	int64_t started_ms, piece_ends_ms; /* monotonic; of jobs_shall_pause() */
};

/* Begins with what is left of the last time. NULL, with errno set, when there is no thread. */
struct jobs *jobs_start(struct service *service);

/* Ends behind the batch under way; the rest is for the next start. Before the group commit ends. */
void jobs_stop(struct jobs *jobs);

/* Tells other processes that the job under way has an owner that lives: for the keeper, every
 * JOB_LEASE_BEAT_MS (api/job_lease.h). Waits for the disk where there is such a job. */
void jobs_keep(struct jobs *jobs);

/* There is a new job. */
void jobs_wake(struct jobs *jobs);

/* Whether the thread shall end. */
bool jobs_is_stopping(struct jobs *jobs);

/* Whether other callers' jobs come first now: then the run returns, and goes on when it has its
 * turn again. A caller has a second at least, and so long that what it took to come back to where
 * the job stood is little. Asked behind each piece of the work. */
bool jobs_shall_pause(struct jobs_run *run);

/* The options that others may see, as JSON; the fault is set when they cannot be written. */
struct text jobs_options(struct fault *fault, const struct job *job);

/* JSON of a job's row, or an empty object where it is none: earlier programs cut what was long. */
struct text jobs_stored(struct arena *arena, struct text json);

/* The path of a job's file, in the arena. */
const char *jobs_path(
	const struct config *config, struct arena *arena, struct text id, const char *ending);

/* Of a job that has come to its end: removes its input, stores how it ended. */
enum status jobs_finish(struct jobs_run *run, enum job_state state, struct fault *fault);

/* Retry-After of a job that is not over: a client may ask again after so many seconds. */
#define JOBS_RETRY_AFTER TEXT("2")

#define JOBS_INPUT ".body"
#define JOBS_RESULT ".ndjson"

#endif
