/*
 * turns: a few threads for work that takes long, piece by piece; callers take turns.
 *
 * Promises: while another owner's work waits, an owner gets no second piece before that one had its
 * first. Work of one owner is begun in the order it came. Thread-safe.
 */
#ifndef API_TURNS_PRIVATE_H
#define API_TURNS_PRIVATE_H

#include <stdbool.h>

#include "base/guid.h"

struct turns;

/* Lives with its submitter until step() has returned false. */
struct turns_job {
	/* Does a piece, on a thread of the turns; true: there is more to do. */
	bool (*step)(struct turns_job *job);
	struct guid owner;

	/* Of the turns: the next owner's work; what waits of this owner. */
	struct turns_job *next, *behind;
};

/* NULL, with errno set, when there are not enough threads. */
struct turns *turns_start(unsigned int threads);

/* Finishes what is queued, then ends the threads. */
void turns_stop(struct turns *turns);

void turns_submit(struct turns *turns, struct turns_job *job);

/* Whether other owners wait, so that a piece of this one shall end. */
bool turns_are_wanted(struct turns *turns, struct guid owner);

#endif
