/*
 * heartbeat: a thread that renews the lease of the running job and detects abandoned exports.
 *
 * The lease prevents other processes from taking over the job (work/job_lease.h). An export is
 * abandoned if the process that wrote the file died before the file was complete. The thread marks
 * abandoned exports as failed.
 */
#ifndef WORK_HEARTBEAT_H
#define WORK_HEARTBEAT_H

struct heartbeat;
struct export_manager;
struct job_runner;
struct runtime;

/* Starts the thread. All three arguments must outlive the thread. If the system cannot start the
 * thread, sets errno and returns NULL. */
struct heartbeat *heartbeat_start(struct runtime *runtime, struct job_runner *job_runner,
	struct export_manager *export_manager);

/* Ends the thread. Call this function before you stop the job runner, the export manager and the
 * group commit. Does nothing if `heartbeat` is NULL. */
void heartbeat_stop(struct heartbeat *heartbeat);

#endif
