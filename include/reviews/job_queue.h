/*
 * job_queue: counts unfinished jobs, by caller.
 */
#ifndef REVIEWS_JOB_QUEUE_H
#define REVIEWS_JOB_QUEUE_H

#include "reviews/job_store.h"

struct job_queue_totals {
	int64_t count, bytes; /* number of jobs, and total bytes of their input */
};

/* Counts unfinished jobs of the same kind as `job`, without `job` itself: those of its caller, and
 * those of all callers. */
enum status job_queue_totals(struct db *db, const struct job *job, struct job_queue_totals *ret_own,
	struct job_queue_totals *ret_all, struct fault *fault);

/* Sets *ret_others to whether callers other than `caller_id` have unfinished jobs that no process
 * runs. */
enum status job_queue_has_others(
	struct db *db, struct text caller_id, bool *ret_others, struct fault *fault);

#endif
