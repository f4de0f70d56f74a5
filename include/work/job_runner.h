/*
 * job_runner: a thread that runs background jobs one after the other.
 *
 * Every accepted job is completed, even if the process is killed or restarted. No work is repeated,
 * because the transaction that does the work also stores the progress of the job. Several processes
 * may share a database. At any time, only one process runs a given job. If that process dies,
 * another process resumes the job within ten seconds (work/job_lease.h).
 */
#ifndef WORK_JOB_RUNNER_H
#define WORK_JOB_RUNNER_H

#include "upkeep/runtime.h"

struct job_runner;
struct search_upkeep;

/* Starts the thread. The thread first resumes unfinished jobs. If the system cannot start the
 * thread, sets errno and returns NULL. */
struct job_runner *job_runner_start(struct runtime *runtime, struct search_upkeep *search_upkeep);

/* Ends the thread. A running job stops after its current batch and resumes at the next start of the
 * service. Call this function before you stop the group commit. Does nothing if `runner` is
 * NULL. */
void job_runner_stop(struct job_runner *runner);

/* Renews the lease of the running job, if there is one. The heartbeat thread calls this function
 * every JOB_LEASE_RENEW_INTERVAL_MS. If a job is running, blocks until the renewal is committed.
 * Thread-safe. */
void job_runner_renew_lease(struct job_runner *runner);

/* Wakes the thread so that it runs a new job. Thread-safe. */
void job_runner_wake(struct job_runner *runner);

#endif
