/*
 * job_lease: decides whether a process may take over a job from another process.
 *
 * The process that runs a job increments job.beat at least every JOB_LEASE_RENEW_INTERVAL_MS.
 * Another process may claim the job when it has no owner, or when its beat has not changed for
 * JOB_LEASE_PATIENCE_MS on the monotonic clock of that other process. Clocks of different processes
 * are never compared, and jumps of the wall clock have no effect. A claim increments job.attempt,
 * the fencing token of every write to a job (reviews/job_store.h), so the former owner can no
 * longer write.
 */
#ifndef WORK_JOB_LEASE_PRIVATE_H
#define WORK_JOB_LEASE_PRIVATE_H

#include "base/guid.h"
#include "reviews/job_store.h"

#define JOB_LEASE_RENEW_INTERVAL_MS 2000
#define JOB_LEASE_PATIENCE_MS 6000

/* How often a process polls for a job. */
#define JOB_LEASE_POLL_MS 1000

/* What a process last saw of another process's job. All zeros: nothing so far. */
struct job_lease_watch {
	char id[GUID_TEXT_BYTES];
	int64_t attempt, beat, since_ms;
};

/* Whether the process `self` may claim the job. `job` was read at the monotonic time `now_ms`;
 * updates `watch`. */
bool job_lease_is_free(
	struct job_lease_watch *watch, const struct job *job, struct text self, int64_t now_ms);

#endif
