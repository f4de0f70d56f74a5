/*
 * import_job: an import in the background (Prefer: respond-async, RFC 7240).
 *
 * Its body is the job's input file. The rejected items go to the job's result file.
 */
#ifndef WORK_IMPORT_JOB_H
#define WORK_IMPORT_JOB_H

#include "reviews/import.h"
#include "work/job_run.h"

/* The job's options as JSON, in the fault's arena: what import_job_run() needs of `options`. */
enum status import_job_options(const struct import_options *options, bool dry_run,
	struct text *ret_options, struct fault *fault);

/* Runs jobs of the kind "import". */
enum status import_job_run(struct job_run *run, struct fault *fault);

#endif
