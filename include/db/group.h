/*
 * group: group commit. A writer thread owns the writing connection and runs many jobs in one
 * durable transaction.
 *
 * done() is called when the commit is on disk, so its changes survive `kill -9`. If a job fails,
 * only its own changes are rolled back, unless its kind says otherwise. If the commit fails, all
 * its jobs fail. If the database file was replaced (db_is_replaced()), they fail with
 * "DatabaseMoved". Jobs of one kind run first in, first out. Between two batches of one kind, at
 * most one batch of each other kind runs. Thread-safe.
 */
#ifndef DB_GROUP_H
#define DB_GROUP_H

#include "db/db.h"

struct group;

/* How a job is rolled back when it fails. */
enum group_kind {
	/* Each job has a savepoint of its own in the shared transaction. */
	GROUP_SAVEPOINT,

	/* No savepoint: if a job fails after it has written, the whole transaction is rolled back,
	 * and its jobs run again with a savepoint each. For frequent jobs that seldom fail. Such a
	 * job must be repeatable after a rollback. */
	GROUP_BATCHED,

	/* The job has a transaction of its own. For large jobs, whose savepoint would cost more
	 * than a commit. */
	GROUP_EXCLUSIVE,
};

/* Owned by the caller; must stay valid until done() is called. */
struct group_job {
	/* Does the work, on the writer thread. A status other than STATUS_OK rolls it back. */
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault);

	/* Reports the outcome, on the writer thread. Must not block. */
	void (*done)(struct group_job *job, enum status status);

	struct fault *fault; /* the caller's; set when the job fails */
	enum group_kind kind;

	/* GROUP_BATCHED: the accumulated changes of the transaction, to which the job adds its own.
	 * NULL when the job runs with a savepoint: it must then write all its changes itself. */
	void *accumulated;

	/* Used by the group. */
	enum status status;
	struct fault fault_before; /* restored before run() is called again */
	struct group_job *next;
};

/* Sums the changes that the jobs of a transaction make to the same rows, so that each row is
 * written once, before the commit. */
struct group_accumulator {
	/* Creates an empty accumulation for up to `job_count` jobs, in the arena. */
	void *(*begin)(struct arena *arena, size_t job_count);

	/* Writes the accumulated changes. */
	enum status (*end)(void *accumulated, struct db *db, struct fault *fault);
};

/* Starts the writer thread, which takes ownership of the connection. `accumulator` is for jobs of
 * kind GROUP_BATCHED; it may be NULL if there are none. Returns NULL with errno set, and closes the
 * connection, if the thread cannot be created. */
struct group *group_start(struct db *writer, const struct group_accumulator *accumulator);

/* Runs the queued jobs, ends the writer thread and closes the connection. `group` may be NULL. */
void group_stop(struct group *group);

/* Calls db_freeze() on the connection before the next batch. */
void group_freeze(struct group *group);

/* Queues a job and returns at once. */
void group_submit(struct group *group, struct group_job *job);

/* Submits a job and waits until it has run; `done` is not called. Must not be called on the writer
 * thread. */
enum status group_run(struct group *group, struct group_job *job);

#endif
