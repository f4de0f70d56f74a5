/*
 * job_store: work that outlives its request, in the database: what to do, how far it is, what has
 * come of it. The functions that write run inside a transaction of the caller's.
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
	struct text options; /* JSON object: what to do */
	int64_t done_bytes, total_bytes, done_items;
	int64_t result_bytes; /* of the file with the results, as far as they are true */
	struct text counts; /* JSON object: what has become of what is done */
	struct text fault; /* JSON object: why it failed; else absent */
	struct text owner; /* the process that works on it; absent: none */
	int64_t attempt; /* counts its takings; the fence of all writes */
	int64_t beat; /* counts the owner's signs of life */
};

const char *job_store_state_name(enum job_state state);

enum status job_store_add(struct db *db, const struct job *row, struct fault *fault);

/* Texts live in the fault's arena; STATUS_NOT_FOUND when there is none. */
enum status job_store_get(struct db *db, struct text id, struct job *ret_job, struct fault *fault);

/* The oldest job that is queued or running of the caller whose turn it is: the next one behind that
 * caller, by id, among those that have one. *ret_found says whether there is one. */
enum status job_store_next(struct db *db, struct text after_caller, struct job *ret_job,
	bool *ret_found, struct fault *fault);

/* Gives the job to `owner`, running, and counts up `attempt`, here and there. STATUS_CONFLICT when
 * attempt or beat are others now than when it was read, or it is finished. */
enum status job_store_claim(struct db *db, struct job *job, struct text owner, struct fault *fault);

/* These three are of the owner and its attempt, and a sign of life: STATUS_CONFLICT when another
 * process has taken the job, or it is finished. In a transaction that stores something of a job,
 * one of them comes before all that cannot be rolled back, such as files. */

/* Only the sign of life. */
enum status job_store_heartbeat(struct db *db, const struct job *job, struct fault *fault);

/* Nobody works on it. */
enum status job_store_release(struct db *db, const struct job *job, struct fault *fault);

/* Stores options, state, progress, counts, results and fault. */
enum status job_store_update(struct db *db, const struct job *job, struct fault *fault);

/* Whether that is why. */
bool job_store_is_claimed_elsewhere(const struct fault *fault);

/* Up to `limit` jobs of a kind (absent: of all), the newest first, older than the job `before`
 * (absent: from the newest). */
enum status job_store_list(struct db *db, struct text kind, struct text before, size_t limit,
	struct job **ret_jobs, size_t *ret_count, struct fault *fault);

/* Removes jobs that finished before that time, but erasures, which are receipts then. */
enum status job_store_purge(struct db *db, int64_t before_ms, struct fault *fault);

#endif
