/*
 * fair_queue: a few threads that run long jobs step by step and serve the owners of the jobs round
 * robin.
 *
 * While another owner has a job waiting, no owner gets two steps in a row. Jobs of one owner start
 * in the order in which they were submitted. Thread-safe.
 */
#ifndef WORK_FAIR_QUEUE_H
#define WORK_FAIR_QUEUE_H

#include <stdbool.h>

#include "base/guid.h"

struct fair_queue;

/* A job of the queue. The submitter owns the job. The last call to step() may free the job, because
 * the queue does not use the job afterwards. */
struct fair_queue_job {
	/* Runs one step on a thread of the queue. Returns true if there are more steps. */
	bool (*step)(struct fair_queue_job *job);
	struct guid owner;

	/* For use by the queue only. next_owner points to the first job of the next owner in the
	 * list. next_job points to the next job of the same owner. */
	struct fair_queue_job *next_owner, *next_job;
};

/* Starts a queue with `threads` threads. If the system cannot start the threads, sets errno and
 * returns NULL. */
struct fair_queue *fair_queue_start(unsigned int threads);

/* Waits until all queued jobs have finished, then ends the threads. Does nothing if `queue` is
 * NULL. */
void fair_queue_stop(struct fair_queue *queue);

/* Queues the job and returns at once. */
void fair_queue_submit(struct fair_queue *queue, struct fair_queue_job *job);

/* Returns true if jobs of other owners are queued. In this case, a job of `owner` should end its
 * current step soon. */
bool fair_queue_has_waiters(struct fair_queue *queue, struct guid owner);

#endif
