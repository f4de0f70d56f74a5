/*
 * fair_queue: a few threads for work that takes long, piece by piece; callers take turns.
 *
 * Promises: while another owner's work waits, an owner gets no second piece before that one had its
 * first. Work of one owner is begun in the order it came. Thread-safe.
 */
#ifndef WORK_FAIR_QUEUE_H
#define WORK_FAIR_QUEUE_H

#include <stdbool.h>

#include "base/guid.h"

struct fair_queue;

/* Lives with its submitter until step() has returned false. */
struct fair_queue_job {
	/* Does a piece, on a thread of the turns; true: there is more to do. */
	bool (*step)(struct fair_queue_job *job);
	struct guid owner;

	/* Of the turns: the next owner's work; what waits of this owner. */
	struct fair_queue_job *next, *behind;
};

/* NULL, with errno set, when there are not enough threads. */
struct fair_queue *fair_queue_start(unsigned int threads);

/* Finishes what is queued, then ends the threads. */
void fair_queue_stop(struct fair_queue *queue);

void fair_queue_submit(struct fair_queue *queue, struct fair_queue_job *job);

/* Whether other owners wait, so that a piece of this one shall end. */
bool fair_queue_has_waiters(struct fair_queue *queue, struct guid owner);

#endif
