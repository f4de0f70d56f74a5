/*
 * job_kinds: the kinds of background jobs, in one table.
 */
#ifndef WORK_JOB_KINDS_H
#define WORK_JOB_KINDS_H

#include "work/job_run.h"

/* The kind of that name, or NULL. */
const struct job_kind *job_kinds_find(struct text name);

/* The options of the job that callers may see, as JSON. The fault is set when they cannot be
 * written.
 */
struct text job_kinds_public_options(struct fault *fault, const struct job *job);

#endif
