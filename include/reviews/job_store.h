/*
 * job_store: jobs in the database: their options, progress and results. Functions that write run
 * inside the caller's transaction.
 */
#ifndef REVIEWS_JOB_STORE_H
#define REVIEWS_JOB_STORE_H

#include "db/db.h"

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_SUCCEEDED, JOB_FAILED };

struct job {
	struct text id;
	struct text kind;
	enum job_state state;
	int64_t created_at_ms, finished_at_ms; /* 0: not finished */
	struct text created_by, caller_id;
	struct text options; /* JSON object: the job's input */
	int64_t done_bytes, total_bytes, done_items;
	int64_t result_bytes; /* valid bytes of the file with results */
	struct text counts; /* JSON object: number of items by outcome */
	struct text fault; /* JSON object: why the job failed; absent otherwise */
	struct text owner; /* the process that runs the job; absent: none */
	int64_t attempt; /* incremented by each claim; the fencing token of all writes */
	int64_t beat; /* incremented by each heartbeat */
};

const char *job_store_state_name(enum job_state state);

enum status job_store_add(struct db *db, const struct job *row, struct fault *fault);

/* Reads a job; texts live in the fault's arena. Returns STATUS_NOT_FOUND if there is none. */
enum status job_store_get(struct db *db, struct text id, struct job *ret_job, struct fault *fault);

/* Finds the oldest unfinished job of the next caller. Callers with unfinished jobs take turns in
 * the order of their ids; the next caller is the one that follows `after_caller`. */
enum status job_store_next(struct db *db, struct text after_caller, struct job *ret_job,
	bool *ret_found, struct fault *fault);

/* Makes `owner` the owner of the job, sets it to running, and increments `attempt`, both in `job`
 * and in the database. Returns STATUS_CONFLICT if the stored attempt or beat differs from `job`, or
 * if the job has finished. */
enum status job_store_claim(struct db *db, struct job *job, struct text owner, struct fault *fault);

/* The next three functions are for the owner and its current attempt, and each is also a heartbeat.
 * They return STATUS_CONFLICT if another process has claimed the job, or if the job has finished. A
 * transaction that stores a job's results must call one of them before any effect that cannot be
 * rolled back, such as writing to a file. */

/* Renews the lease and changes nothing else. */
enum status job_store_heartbeat(struct db *db, const struct job *job, struct fault *fault);

/* Clears the owner. */
enum status job_store_release(struct db *db, const struct job *job, struct fault *fault);

/* Stores options, state, progress, counts, results and fault. */
enum status job_store_update(struct db *db, const struct job *job, struct fault *fault);

/* Returns true if the fault says that another process has claimed the job. */
bool job_store_is_claimed_elsewhere(const struct fault *fault);

/* Lists up to `limit` jobs of a kind (absent: all kinds), newest first, older than the job `before`
 * (absent: from the newest). */
enum status job_store_list(struct db *db, struct text kind, struct text before, size_t limit,
	struct job **ret_jobs, size_t *ret_count, struct fault *fault);

/* Deletes jobs that finished before `before_ms`, except erasures, whose records are receipts. */
enum status job_store_purge(struct db *db, int64_t before_ms, struct fault *fault);

#endif
