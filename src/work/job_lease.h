/*
 * job_lease: decides whether a process may take over a job from another process.
 *
 * The owner of a job is the process that runs the job. The owner increments job.beat at least every
 * JOB_LEASE_RENEW_INTERVAL_MS. Another process may claim the job if the job has no owner, or if
 * job.beat has not changed for JOB_LEASE_PATIENCE_MS on the monotonic clock of the claiming
 * process. Clocks of different processes are never compared, and jumps of the wall clock have no
 * effect. A claim increments job.attempt. Every write to a job checks job.attempt (a fencing token,
 * see reviews/job_store.h), so the former owner can no longer write to the job.
 */
#ifndef WORK_JOB_LEASE_PRIVATE_H
#define WORK_JOB_LEASE_PRIVATE_H

#include "base/guid.h"
#include "reviews/job_store.h"

#define JOB_LEASE_RENEW_INTERVAL_MS 2000
#define JOB_LEASE_PATIENCE_MS 6000

/* Interval at which a process polls for a job. */
#define JOB_LEASE_POLL_MS 1000

/* A job of another process, as it was when this process last saw the job change, at the monotonic
 * time since_ms. All zeros if this process has not seen such a job yet. */
struct job_lease_watch {
	char id[GUID_TEXT_BYTES];
	int64_t attempt, beat, since_ms;
};

/* Returns whether the process `self` may claim the job. `now_ms` is the monotonic time at which
 * `job` was read. If another process owns the job and the job has changed since the last call,
 * records the job and the time in `watch`. */
bool job_lease_is_free(
	struct job_lease_watch *watch, const struct job *job, struct text self, int64_t now_ms);

#endif
