/*
 * import_job: an import that goes on behind its request (Prefer: respond-async, RFC 7240).
 */
#ifndef API_IMPORT_JOB_PRIVATE_H
#define API_IMPORT_JOB_PRIVATE_H

#include "api/jobs.h"
#include "reviews/import.h"

/* Keeps the body and the job durably, and answers 202. On a worker. */
enum status import_job_submit(
	struct call *call, const struct import_options *options, bool dry_run);

/* The kind's run function. */
enum status import_job_run(struct jobs_run *run, struct fault *fault);

#endif
