/*
 * heartbeat: a thread that renews the lease of the running job, so that other processes do not take
 * it over (work/job_lease.h), and fails exports whose process has died.
 */
#ifndef WORK_HEARTBEAT_H
#define WORK_HEARTBEAT_H

struct heartbeat;
struct export_manager;
struct job_runner;
struct runtime;

/* Starts the thread. Start it last: it uses all its arguments. Returns NULL, with errno set, when
 * the system cannot start a thread. */
struct heartbeat *heartbeat_start(struct runtime *runtime, struct job_runner *job_runner,
	struct export_manager *export_manager);

/* Ends the thread. Call it before the job runner, the export manager and the group commit stop.
 * NULL is allowed. */
void heartbeat_stop(struct heartbeat *heartbeat);

#endif
