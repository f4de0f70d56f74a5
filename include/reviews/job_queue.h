/*
 * job_queue: the jobs that are not over: how many there are, and whose they are.
 */
#ifndef REVIEWS_JOB_QUEUE_H
#define REVIEWS_JOB_QUEUE_H

#include "reviews/job_store.h"

struct job_queue_totals {
	int64_t count, bytes; /* jobs, and bytes of what they were given */
};

/* Of the job's kind, but without itself: those of its caller, and those of all. */
enum status job_queue_totals(struct db *db, const struct job *job, struct job_queue_totals *ret_own,
	struct job_queue_totals *ret_all, struct fault *fault);

/* Whether jobs of other callers than this one wait, which nobody works on. */
enum status job_queue_has_others(
	struct db *db, struct text caller_id, bool *ret_others, struct fault *fault);

#endif
