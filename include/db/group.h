/*
 * group: group commit. One thread owns the writing connection and puts many jobs into one durable
 * transaction.
 *
 * Promises: done() is called after the commit is on disk, so what it reports survives `kill -9`.
 * A commit to a file that is no longer the database (db_is_replaced()) fails with "DatabaseMoved".
 * A job that fails is undone, alone unless its kind says otherwise. When the commit fails, every
 * job of it fails. Jobs of one kind run in the order they came in, and a job waits for one batch of
 * each other kind at most between two of its own.
 */
#ifndef DB_GROUP_H
#define DB_GROUP_H

#include "db/db.h"

struct group;

/* How a job can be undone. */
enum group_kind {
	GROUP_SAVEPOINT, /* by a savepoint of its own in the commit of many */
	GROUP_BATCHED, /* with the whole commit, whose other jobs are then run again: for frequent
			* jobs, which seldom fail once they have written. Such a job has to do the
			* same when it is run again after it was undone. */
	GROUP_EXCLUSIVE, /* it has a transaction of its own: a large one, whose savepoint would cost
			  * more than a commit */
};

/* Lives with its submitter until done() is called. */
struct group_job {
	/* Does the work, on the group's thread; any status but STATUS_OK undoes it. */
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault);

	/* Told the outcome, on the group's thread; must not wait. */
	void (*done)(struct group_job *job, enum status status);

	struct fault *fault; /* of the submitter; filled when the job fails */
	enum group_kind kind;

	/* GROUP_BATCHED: what its commit gathers; NULL when the job has to write all by itself. */
	void *accumulated;

	enum status status;
	struct fault fault_before; /* where run() begins when it is called again */
	struct group_job *next;
};

/* What jobs of one commit add to the same rows is accumulated, and written once at its end. */
struct group_accumulator {
	/* For up to so many jobs; lives in the arena. */
	void *(*begin)(struct arena *arena, size_t jobs);
	enum status (*end)(void *accumulated, struct db *db, struct fault *fault);
};

/* Starts the thread; it owns the connection from now on. `accumulator` is of the light jobs,
 * and NULL where there are none. NULL, with errno set and the connection closed, when there is no
 * thread for it. */
struct group *group_start(struct db *writer, const struct group_accumulator *accumulator);

/* Finishes what is queued, then ends the thread and closes the connection. */
void group_stop(struct group *group);

/* From the next batch on: db_freeze(). Any thread may call it. */
void group_freeze(struct group *group);

void group_submit(struct group *group, struct group_job *job);

/* Submits and waits; `done` is not called. Never from the group's own thread. */
enum status group_run(struct group *group, struct group_job *job);

#endif
