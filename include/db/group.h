/*
 * group: group commit, which stores the changes of many jobs in one durable transaction.
 *
 * A writer thread owns the writing connection and runs the jobs in batches, one transaction per
 * batch. If a job fails, only its own changes are rolled back. If the commit fails, all jobs of the
 * batch fail. When done() reports success, the changes are on disk and survive `kill -9`. If the
 * database file has been replaced (db_is_replaced()), all jobs fail with "DatabaseMoved". Jobs of
 * one kind run first in, first out. Between two batches of one kind, at most one batch of each
 * other kind runs. Thread-safe.
 */
#ifndef DB_GROUP_H
#define DB_GROUP_H

#include "db/db.h"

struct group;

/* How the changes of a failed job are rolled back. */
enum group_kind {
	/* Each job has its own savepoint in the transaction of the batch. */
	GROUP_SAVEPOINT,

	/* Jobs have no savepoints. If a job fails after it has written something, the whole
	 * transaction is rolled back and all jobs of the batch run again, each with a savepoint.
	 * run() must therefore be repeatable after a rollback. For frequent jobs that seldom fail.
	 */
	GROUP_BATCHED,

	/* Each job has its own transaction. For large jobs, whose savepoint would cost more than a
	 * commit. */
	GROUP_EXCLUSIVE,
};

/* A job. The caller owns the struct, which must stay valid until done() is called. */
struct group_job {
	/* Does the work, on the writer thread. If run() does not return STATUS_OK, the job's
	 * changes are rolled back. */
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault);

	/* Reports the outcome to the caller, on the writer thread. Must not block. */
	void (*done)(struct group_job *job, enum status status);

	struct fault *fault; /* the caller's fault, which is set if the job fails */
	enum group_kind kind;

	/* Only for GROUP_BATCHED: the accumulated changes of the transaction, to which run() adds
	 * the changes of this job. If NULL, the job runs with a savepoint, and run() must write all
	 * its changes itself. */
	void *accumulated;

	/* Only the group uses the following members. */
	enum status status;
	struct fault fault_before; /* contents of `fault`, restored before a second run */
	struct group_job *next;
};

/* Functions that add up the changes that several jobs of a transaction make to the same rows, so
 * that each row is written only once, before the commit. */
struct group_accumulator {
	/* Returns an empty accumulation for up to `job_count` jobs, in the arena. */
	void *(*begin)(struct arena *arena, size_t job_count);

	/* Writes the accumulated changes. */
	enum status (*end)(void *accumulated, struct db *db, struct fault *fault);
};

/* Starts the writer thread, which takes ownership of the connection. `accumulator` is for jobs of
 * kind GROUP_BATCHED, and may be NULL if there are no such jobs. If the thread cannot be created,
 * closes the connection, sets errno and returns NULL. */
struct group *group_start(struct db *writer, const struct group_accumulator *accumulator);

/* Runs the jobs that are in the queue, ends the writer thread and closes the connection. `group`
 * may be NULL. */
void group_stop(struct group *group);

/* Calls db_freeze() on the group's connection before the next batch. */
void group_freeze(struct group *group);

/* Queues a job and returns at once. */
void group_submit(struct group *group, struct group_job *job);

/* Queues a job and blocks until it has run. Returns the job's status. Does not call the job's
 * done(). Must not be called on the writer thread. */
enum status group_run(struct group *group, struct group_job *job);

#endif
