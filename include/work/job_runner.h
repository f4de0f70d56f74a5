/*
 * job_runner: one thread that runs background jobs, one after the other.
 *
 * Every accepted job completes, also across `kill -9` and restarts, and no work is repeated: a job
 * stores its progress in the transaction that does the work. Several processes may share a
 * database. One process runs a job; if it dies, another resumes the job within ten seconds
 * (work/job_lease.h).
 */
#ifndef WORK_JOB_RUNNER_H
#define WORK_JOB_RUNNER_H

#include "upkeep/runtime.h"

struct job_runner;
struct search_upkeep;

/* Starts the thread, which first resumes unfinished jobs. Returns NULL, with errno set, when the
 * system cannot start a thread. */
struct job_runner *job_runner_start(struct runtime *runtime, struct search_upkeep *search_upkeep);

/* Stops after the current batch; the job resumes at the next start. Call it before the group commit
 * stops. NULL is allowed. */
void job_runner_stop(struct job_runner *runner);

/* Renews the lease of the running job. The heartbeat calls it every JOB_LEASE_RENEW_INTERVAL_MS.
 * Blocks on the disk while a job runs. Thread-safe. */
void job_runner_renew_lease(struct job_runner *runner);

/* Wakes the thread for a new job. Thread-safe. */
void job_runner_wake(struct job_runner *runner);

#endif
