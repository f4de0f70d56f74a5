/*
 * job_lease: which process works on a job, and how another finds that it no longer does.
 *
 * A process that works on a job counts up job.beat, at least every JOB_LEASE_RENEW_INTERVAL_MS. One
 * that would like the job takes it when nobody has it, or when it has seen the same beat for
 * JOB_LEASE_PATIENCE_MS of its own monotonic clock: no clock of one process is compared with that
 * of another, and a wall clock that jumps changes nothing. Taking it counts up job.attempt, by
 * which each write of a job is fenced (reviews/job_store.h): what was too slow and not dead writes
 * no more.
 */
#ifndef WORK_JOB_LEASE_PRIVATE_H
#define WORK_JOB_LEASE_PRIVATE_H

#include "base/guid.h"
#include "reviews/job_store.h"

#define JOB_LEASE_RENEW_INTERVAL_MS 2000
#define JOB_LEASE_PATIENCE_MS 6000

/* How often a process looks whether there is a job for it. */
#define JOB_LEASE_POLL_MS 1000

/* The last look at a job of another process; zeros: none so far. */
struct job_lease_watch {
	char id[GUID_TEXT_BYTES];
	int64_t attempt, beat, since_ms;
};

/* Whether the process `self` may take the job, by what is seen of it at that monotonic time. */
bool job_lease_is_free(
	struct job_lease_watch *watch, const struct job *job, struct text self, int64_t now_ms);

#endif
