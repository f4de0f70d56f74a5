/*
 * group: group commit, which stores the changes of many jobs in one transaction.
 *
 * A writer thread owns the writing connection. It runs the jobs in batches, with one transaction
 * per batch. If a job fails, the thread rolls back only the changes of this job. If the commit
 * fails, all jobs of the batch fail. When done() reports success, the changes are on disk and
 * survive `kill -9`. If the database file has been replaced (db_is_replaced()), all jobs fail with
 * "DatabaseMoved". Jobs of the same kind run in the order in which they were submitted. Between two
 * batches of one kind, at most one batch of each other kind runs. Thread-safe.
 */
#ifndef DB_GROUP_H
#define DB_GROUP_H

#include "db/db.h"

struct group;

/* How the changes of a failed job are rolled back. */
enum group_kind {
	/* Each job has its own savepoint in the transaction of its batch. */
	GROUP_SAVEPOINT,

	/* Jobs have no savepoints. If a job fails after a write, the thread rolls back the whole
	 * transaction and runs all jobs of the batch again, each with a savepoint. run() must
	 * therefore tolerate a second run after a rollback. For frequent jobs that seldom fail. */
	GROUP_BATCHED,

	/* Each job has its own transaction. For large jobs, because their savepoints would cost
	 * more than a commit. */
	GROUP_EXCLUSIVE,
};

/* A job. The caller owns the struct and must keep it valid until done() is called. */
struct group_job {
	/* Makes the changes of the job, on the writer thread. If run() does not return STATUS_OK,
	 * the thread rolls back these changes. */
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault);

	/* Reports the result to the caller, on the writer thread. Must not block. */
	void (*done)(struct group_job *job, enum status status);

	struct fault *fault; /* the caller's fault; the group sets it if the job fails */
	enum group_kind kind;

	/* Only for GROUP_BATCHED: the accumulated changes of the transaction. run() adds the
	 * changes of this job to them. If `accumulated` is NULL, the job runs with a savepoint, and
	 * run() must write all changes of the job to the database itself. */
	void *accumulated;

	/* Only the group uses the following members. */
	enum status status;
	/* The value of `fault` before the first run. The group restores the value before a second
	 * run. */
	struct fault fault_before;
	struct group_job *next;
};

/* Functions that accumulate changes. If several jobs of a transaction change the same row, the
 * functions add up the changes. They then write the row only once, before the commit. */
struct group_accumulator {
	/* Returns an empty set of accumulated changes for up to `job_count` jobs, in the arena. */
	void *(*begin)(struct arena *arena, size_t job_count);

	/* Writes the accumulated changes to the database. */
	enum status (*end)(void *accumulated, struct db *db, struct fault *fault);
};

/* Starts the writer thread. Takes ownership of the connection. `accumulator` may be NULL if no job
 * is of kind GROUP_BATCHED. If the thread cannot be created, closes the connection, sets errno and
 * returns NULL. */
struct group *group_start(struct db *writer, const struct group_accumulator *accumulator);

/* Runs all jobs in the queues, ends the writer thread and closes the connection. `group` may be
 * NULL. */
void group_stop(struct group *group);

/* Makes the writer thread call db_freeze() on its connection before the next batch. */
void group_freeze(struct group *group);

/* Queues a job and returns at once. */
void group_submit(struct group *group, struct group_job *job);

/* Queues a job and blocks until the job has run. Returns the job's status. Does not call the job's
 * done(). Must not be called on the writer thread. */
enum status group_run(struct group *group, struct group_job *job);

#endif
