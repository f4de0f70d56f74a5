/*
 * fair_queue: a few threads that run long jobs step by step, round robin over the owners of the
 * jobs.
 *
 * While an owner waits for its first step, no other owner gets a second step. Jobs of one owner
 * start in the order in which they were submitted. Thread-safe.
 */
#ifndef WORK_FAIR_QUEUE_H
#define WORK_FAIR_QUEUE_H

#include <stdbool.h>

#include "base/guid.h"

struct fair_queue;

/* A job of the queue. The submitter owns the job. The queue uses the job until the last call of
 * step(), which may free the job. */
struct fair_queue_job {
	/* Runs one step on a thread of the queue. Returns true if there are more steps. */
	bool (*step)(struct fair_queue_job *job);
	struct guid owner;

	/* Used by the queue. next_owner is the first job of the next owner in the list; next_job is
	 * the next job of the same owner. */
	struct fair_queue_job *next_owner, *next_job;
};

/* Starts a queue with that many threads. If the system cannot start them, returns NULL and sets
 * errno. */
struct fair_queue *fair_queue_start(unsigned int threads);

/* Runs all queued jobs to their end, then ends the threads. Does nothing if `queue` is NULL. */
void fair_queue_stop(struct fair_queue *queue);

/* Queues the job and returns at once. */
void fair_queue_submit(struct fair_queue *queue, struct fair_queue_job *job);

/* Returns whether jobs of other owners are queued. If so, a long step of a job of `owner` should
 * end soon. */
bool fair_queue_has_waiters(struct fair_queue *queue, struct guid owner);

#endif
