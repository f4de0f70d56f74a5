/*
 * import_job: a background job that imports reviews (Prefer: respond-async, RFC 7240).
 *
 * The job's input file contains the body of the request. The job writes rejected items to its
 * result file.
 */
#ifndef WORK_IMPORT_JOB_H
#define WORK_IMPORT_JOB_H

#include "reviews/import.h"
#include "work/job_run.h"

/* Sets *ret_options to the job's options as JSON, which fault->arena owns. The JSON contains
 * `dry_run` and the members of `options` that import_job_run() needs. */
enum status import_job_options(const struct import_options *options, bool dry_run,
	struct text *ret_options, struct fault *fault);

/* Implements run() of struct job_kind for import jobs. */
enum status import_job_run(struct job_run *run, struct fault *fault);

#endif
