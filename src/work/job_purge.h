/*
 * job_purge: deletes old jobs and the files that no job needs any more.
 */
#ifndef WORK_JOB_PURGE_PRIVATE_H
#define WORK_JOB_PURGE_PRIVATE_H

#include "base/fault.h"

struct runtime;

/* Deletes jobs that finished more than seven days ago, except erasures. Finished erasures are
 * permanent receipts. Also deletes input files of finished jobs, and files that are older than one
 * hour and belong to no job. */
enum status job_purge_run(struct runtime *runtime, struct fault *fault);

#endif
