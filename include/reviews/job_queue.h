/*
 * job_queue: counts unfinished jobs, in total and by caller.
 */
#ifndef REVIEWS_JOB_QUEUE_H
#define REVIEWS_JOB_QUEUE_H

#include "reviews/job_store.h"

struct job_queue_totals {
	int64_t count, bytes; /* number of jobs, and total size of their input in bytes */
};

/* Counts the unfinished jobs of the same kind as `job`, except `job` itself. *ret_own receives the
 * totals for the caller of `job`, and *ret_all the totals for all callers. */
enum status job_queue_totals(struct db *db, const struct job *job, struct job_queue_totals *ret_own,
	struct job_queue_totals *ret_all, struct fault *fault);

/* Sets *ret_others to true if a caller other than `caller_id` has an unfinished job that no process
 * is running. */
enum status job_queue_has_others(
	struct db *db, struct text caller_id, bool *ret_others, struct fault *fault);

#endif
