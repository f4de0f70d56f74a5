/*
 * job_kinds: the table of the kinds of background jobs.
 */
#ifndef WORK_JOB_KINDS_H
#define WORK_JOB_KINDS_H

#include "work/job_run.h"

/* Returns the kind with the name `name`, or NULL if there is no such kind. */
const struct job_kind *job_kinds_find(struct text name);

/* Returns the options of the job that callers may see, as JSON. The result is either job->options
 * or a text in the fault's arena. On failure, sets the fault and returns an absent text. */
struct text job_kinds_public_options(struct fault *fault, const struct job *job);

#endif
