/*
 * job_purge: deletes old jobs and their files.
 */
#ifndef WORK_JOB_PURGE_PRIVATE_H
#define WORK_JOB_PURGE_PRIVATE_H

#include "base/fault.h"

struct runtime;

/* Deletes jobs that finished more than seven days ago, except receipts of erasures, and files that
 * belong to no job. */
enum status job_purge_run(struct runtime *runtime, struct fault *fault);

#endif
