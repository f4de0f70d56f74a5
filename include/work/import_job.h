/*
 * import_job: a background import (Prefer: respond-async, RFC 7240).
 *
 * The request body becomes the job's input file. The job writes rejected items to its result file.
 */
#ifndef WORK_IMPORT_JOB_H
#define WORK_IMPORT_JOB_H

#include "reviews/import.h"
#include "work/job_run.h"

/* Writes the members of `options` that import_job_run() needs as JSON, in the fault's arena. */
enum status import_job_options(const struct import_options *options, bool dry_run,
	struct text *ret_options, struct fault *fault);

/* Runs a job of the kind "import"; see struct job_kind. */
enum status import_job_run(struct job_run *run, struct fault *fault);

#endif
