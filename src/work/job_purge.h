/*
 * job_purge: what is left of jobs that are over, removed now and then.
 */
#ifndef WORK_JOB_PURGE_PRIVATE_H
#define WORK_JOB_PURGE_PRIVATE_H

#include "base/fault.h"

struct runtime;

/* Removes what finished more than seven days ago, but receipts of erasures, and files that belong
 * to no job. */
enum status job_purge_run(struct runtime *runtime, struct fault *fault);

#endif
