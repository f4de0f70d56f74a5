/*
 * fair_queue: a few threads that run long jobs step by step, round robin over the owners.
 *
 * No owner gets a second step while another owner waits for its first. Jobs of one owner start in
 * the order of submission. Thread-safe.
 */
#ifndef WORK_FAIR_QUEUE_H
#define WORK_FAIR_QUEUE_H

#include <stdbool.h>

#include "base/guid.h"

struct fair_queue;

/* The submitter keeps it alive until step() has returned false. */
struct fair_queue_job {
	/* Runs one step on a thread of the queue. Returns true while steps remain. */
	bool (*step)(struct fair_queue_job *job);
	struct guid owner;

	/* Used by the queue: the first job of the next owner, and the next job of this owner. */
	struct fair_queue_job *next_owner, *next_job;
};

/* Returns NULL, with errno set, when the system cannot start that many threads. */
struct fair_queue *fair_queue_start(unsigned int threads);

/* Finishes the queued jobs, then ends the threads. NULL is allowed. */
void fair_queue_stop(struct fair_queue *queue);

void fair_queue_submit(struct fair_queue *queue, struct fair_queue_job *job);

/* Whether jobs of other owners are queued. A long step of `owner` should then return. */
bool fair_queue_has_waiters(struct fair_queue *queue, struct guid owner);

#endif
