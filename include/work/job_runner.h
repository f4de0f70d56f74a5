/*
 * job_runner: one thread that runs background jobs, one after the other.
 *
 * Every accepted job is done, also across `kill -9` and restarts, and nothing is done twice:
 * progress is part of the transaction that makes it. Several processes may share a database: one
 * works on a job, and another continues it within ten seconds if that one dies (work/job_lease.h).
 */
#ifndef WORK_JOB_RUNNER_H
#define WORK_JOB_RUNNER_H

#include "upkeep/runtime.h"

struct job_runner;
struct search_upkeep;

/* Continues the jobs that the last run left unfinished. NULL, with errno set, without a thread. */
struct job_runner *job_runner_start(struct runtime *runtime, struct search_upkeep *search_upkeep);

/* Stops after the current batch; the job resumes at the next start. Call it before the group commit
 * ends. */
void job_runner_stop(struct job_runner *runner);

/* Renews the lease of the job under way, so that other processes leave it alone. For the heartbeat,
 * every JOB_LEASE_RENEW_INTERVAL_MS. Blocks on the disk if there is such a job. */
void job_runner_renew_lease(struct job_runner *runner);

/* Tells the thread that there is a new job. */
void job_runner_wake(struct job_runner *runner);

#endif
