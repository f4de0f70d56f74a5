/*
 * job_lease: decides whether a process may take over a job from another process.
 *
 * The owner of a job is the process that runs the job. The owner increments job.beat at least every
 * JOB_LEASE_RENEW_INTERVAL_MS. Another process may claim a job that has no owner. Another process
 * may also claim a job if job.beat has not changed for JOB_LEASE_PATIENCE_MS. The claiming process
 * measures this time with its own monotonic clock. The processes never compare their clocks. Jumps
 * of the wall clock have no effect. A claim increments job.attempt. Every write to a job checks
 * job.attempt, which is a fencing token (reviews/job_store.h). The former owner therefore cannot
 * write to the job after the claim.
 */
#ifndef WORK_JOB_LEASE_PRIVATE_H
#define WORK_JOB_LEASE_PRIVATE_H

#include "base/guid.h"
#include "reviews/job_store.h"

#define JOB_LEASE_RENEW_INTERVAL_MS 2000
#define JOB_LEASE_PATIENCE_MS 6000

/* Interval at which a process polls for a job. */
#define JOB_LEASE_POLL_MS 1000

/* The job of another process that this process watches. since_ms is the monotonic time at which
 * this process last saw a change of the job. id, attempt and beat have the values of that time. All
 * members are zero until this process has seen the first job of another process. */
struct job_lease_watch {
	char id[GUID_TEXT_BYTES];
	int64_t attempt, beat, since_ms;
};

/* Returns true if the process `self` may claim the job. `now_ms` is the monotonic time at which the
 * caller read `job`. Updates `watch` if another process owns the job and the job has changed since
 * the last call. */
bool job_lease_is_free(
	struct job_lease_watch *watch, const struct job *job, struct text self, int64_t now_ms);

#endif
