/*
 * job_store: background jobs in the database, with their options, progress and results.
 *
 * The process that runs a job is the owner of the job. The owner must renew the lease of the job
 * with heartbeats (work/job_lease.h). Begin a transaction before you call a function that writes.
 */
#ifndef REVIEWS_JOB_STORE_H
#define REVIEWS_JOB_STORE_H

#include "db/db.h"

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_SUCCEEDED, JOB_FAILED };

struct job {
	struct text id;
	struct text kind;
	enum job_state state;
	int64_t created_at_ms, finished_at_ms; /* finished_at_ms is 0 until the job ends */
	struct text created_by, caller_id;
	struct text options; /* JSON object with the input of the job */
	int64_t done_bytes, total_bytes, done_items; /* progress of the job */
	int64_t result_bytes; /* number of valid bytes in the file with the job's results */
	struct text counts; /* JSON object with the number of items for each outcome */
	struct text fault; /* JSON object that says why the job failed; otherwise absent */
	struct text owner; /* the process that runs the job; absent if no process runs the job */
	int64_t attempt; /* incremented by each claim; the fencing token of the owner's writes */
	int64_t beat; /* incremented by each heartbeat */
};

/* Returns the name of the state, such as "queued". */
const char *job_store_state_name(enum job_state state);

/* Stores a new job. */
enum status job_store_add(struct db *db, const struct job *row, struct fault *fault);

/* Reads the job with this id. Allocates the texts in the fault's arena. Returns STATUS_NOT_FOUND if
 * no job has this id. */
enum status job_store_get(struct db *db, struct text id, struct job *ret_job, struct fault *fault);

/* Finds the job that should run next, which is the oldest unfinished job of the next caller. The
 * next caller is the first caller after `after_caller`, in the order of ids, that has an unfinished
 * job. After the last caller, the order starts again with the first caller. Sets *ret_found to
 * false if there is no unfinished job. */
enum status job_store_next(struct db *db, struct text after_caller, struct job *ret_job,
	bool *ret_found, struct fault *fault);

/* Makes `owner` the owner of the job, sets the state to JOB_RUNNING, and increments `attempt`.
 * Makes these changes in *job and in the database. Returns STATUS_CONFLICT if the job has finished.
 * Also returns STATUS_CONFLICT if the stored `attempt` or `beat` differs from *job. Such a
 * difference means that another process has claimed the job or renewed the lease. */
enum status job_store_claim(struct db *db, struct job *job, struct text owner, struct fault *fault);

/* Only the owner of a job may call the next three functions. job->attempt must be the value that
 * job_store_claim() set for this owner. Each call also counts as a heartbeat. The functions return
 * STATUS_CONFLICT if another process has claimed the job or if the job has finished. A transaction
 * that stores results of a job must call one of these functions before the first action that cannot
 * be rolled back. A write to a file is such an action. */

/* Renews the lease and changes nothing else. */
enum status job_store_heartbeat(struct db *db, const struct job *job, struct fault *fault);

/* Clears the owner. Any process can then claim the job at once. */
enum status job_store_release(struct db *db, const struct job *job, struct fault *fault);

/* Stores the options, state, progress, counts, result size and fault of the job. */
enum status job_store_update(struct db *db, const struct job *job, struct fault *fault);

/* Returns true if one of the functions above has set this fault because another process has claimed
 * the job. */
bool job_store_is_claimed_elsewhere(const struct fault *fault);

/* Lists up to `limit` jobs, newest first. If `kind` is not absent, lists only jobs of this kind. If
 * `before` is not absent, lists only jobs that are older than the job with the id `before`. */
enum status job_store_list(struct db *db, struct text kind, struct text before, size_t limit,
	struct job **ret_jobs, size_t *ret_count, struct fault *fault);

/* How long a job is kept after it has finished. */
#define JOB_STORE_KEPT_MS (INT64_C(7) * 24 * 3600 * CLOCK_MS_PER_S)

/* Deletes all jobs that finished before `before_ms`, except erasures. The record of an erasure is
 * permanent, because it is the receipt. */
enum status job_store_purge(struct db *db, int64_t before_ms, struct fault *fault);

struct job_store_totals {
	int64_t count, bytes; /* number of jobs, and total size of their input in bytes */
};

/* Counts the unfinished jobs of the same kind as `job`, except `job` itself. *ret_own receives the
 * totals for the caller of `job`, and *ret_all the totals for all callers. */
enum status job_store_count_unfinished(struct db *db, const struct job *job,
	struct job_store_totals *ret_own, struct job_store_totals *ret_all, struct fault *fault);

/* Sets *ret_others to true if a caller other than `caller_id` has an unfinished job that no process
 * is running. */
enum status job_store_has_others(
	struct db *db, struct text caller_id, bool *ret_others, struct fault *fault);

#endif
