/*
 * heartbeat: a thread that renews the lease of the job under way, so that other processes know that
 * this one is alive (work/job_lease.h), and fails exports whose process has died.
 */
#ifndef WORK_HEARTBEAT_H
#define WORK_HEARTBEAT_H

struct heartbeat;
struct export_manager;
struct job_runner;
struct runtime;

/* Start it last: it uses all of these. NULL, with errno set, without a thread. */
struct heartbeat *heartbeat_start(struct runtime *runtime, struct job_runner *job_runner,
	struct export_manager *export_manager);

/* Call it before the job runner, the export manager and the group commit end. NULL is allowed. */
void heartbeat_stop(struct heartbeat *heartbeat);

#endif
