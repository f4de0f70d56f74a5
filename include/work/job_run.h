/*
 * job_run: a running background job, and the functions that its kind may call.
 *
 * A job stores its progress in the transaction that does the work, so that after a `kill -9` it
 * resumes without repeating any work. All functions run on the job runner's thread.
 */
#ifndef WORK_JOB_RUN_H
#define WORK_JOB_RUN_H

#include "base/stop_token.h"
#include "reviews/job_store.h"
#include "upkeep/runtime.h"

struct job_run;
struct search_upkeep;

/* A kind of job; job_kinds.c lists all kinds. */
struct job_kind {
	const char *name; /* job.kind */

	/* Resumes after job.done_items and finishes the job with job_run_finish(). Returns early,
	 * with STATUS_OK, when job_run_is_stopping() or job_run_should_yield() is true. */
	enum status (*run)(struct job_run *run, struct fault *fault);

	/* Returns the options that callers may see; a finished job keeps only those. NULL: all
	 * options. */
	struct text (*abridge)(struct fault *fault, struct text options);
};

struct job_run {
	struct runtime *runtime;
	struct search_upkeep *search_upkeep;
	const struct job_kind *kind;
	struct text owner; /* names this process, for the lease */
	const struct stop_token *stop;
	struct arena *arena; /* freed when the run returns */
	struct job job;
	int64_t started_ms, slice_ends_ms; /* monotonic; for job_run_should_yield() */
};

/* Whether the service is stopping. */
bool job_run_is_stopping(const struct job_run *run);

/* Whether the job should let another caller's job run. Call it after each batch. A job keeps the
 * thread for at least one second, and for at least four times as long as it took to resume. */
bool job_run_should_yield(struct job_run *run);

/* Finishes the job: stores its state, and for JOB_FAILED the fault; deletes its input file. */
enum status job_run_finish(struct job_run *run, enum job_state state, struct fault *fault);

/* Writes a job's row through the group commit. Each value calls the function of the same name in
 * job_store.h. */
enum job_run_write { JOB_RUN_CLAIM, JOB_RUN_UPDATE, JOB_RUN_HEARTBEAT, JOB_RUN_RELEASE };
enum status job_run_write_row(struct runtime *runtime, enum job_run_write what, struct job *row,
	struct text owner, struct fault *fault);

/* Returns the path of a job's file, in the arena. */
const char *job_run_path(
	const struct config *config, struct arena *arena, struct text id, const char *ending);

#define JOB_RUN_INPUT ".body"
#define JOB_RUN_RESULT ".ndjson"

#endif
