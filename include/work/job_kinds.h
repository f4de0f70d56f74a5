/*
 * job_kinds: the kinds of background jobs, in one table.
 */
#ifndef WORK_JOB_KINDS_H
#define WORK_JOB_KINDS_H

#include "work/job_run.h"

/* Returns the kind with that name, or NULL. */
const struct job_kind *job_kinds_find(struct text name);

/* Returns the options of the job that callers may see, as JSON in the fault's arena. On a failure
 * it sets the fault. */
struct text job_kinds_public_options(struct fault *fault, const struct job *job);

#endif
