/*
 * job_run: one background job under way: what the code of a job's kind may use.
 *
 * Progress is stored in the transaction that makes it, so that a job continues after `kill -9`
 * without doing anything twice. All functions belong to the job runner's thread.
 */
#ifndef WORK_JOB_RUN_H
#define WORK_JOB_RUN_H

#include "base/stop_token.h"
#include "reviews/job_store.h"
#include "upkeep/runtime.h"

struct job_run;
struct search_upkeep;

/* A kind of job; job_kinds.c has them all. */
struct job_kind {
	const char *name; /* job.kind */

	/* Continues at job.done_items and ends the job with job_run_finish(). Returns early, with
	 * STATUS_OK, once job_run_is_stopping() or job_run_should_yield(). */
	enum status (*run)(struct job_run *run, struct fault *fault);

	/* The part of the options that callers may see, which is all that is kept of a finished
	 * job. NULL: all of them. */
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
	int64_t started_ms, piece_ends_ms; /* monotonic; for job_run_should_yield() */
};

/* Whether the service is stopping. */
bool job_run_is_stopping(const struct job_run *run);

/* Whether other callers' jobs come first now; ask after each piece of work. A caller has the thread
 * for a second at least, and for four times as long as it took to get back to where the job stood.
 */
bool job_run_should_yield(struct job_run *run);

/* Ends the job: stores its state, and for JOB_FAILED the fault; deletes its input file. */
enum status job_run_finish(struct job_run *run, enum job_state state, struct fault *fault);

/* A write of a job's row through the group commit; the functions of the same name in job_store.h
 * say what each does. */
enum job_run_write { JOB_RUN_TAKE, JOB_RUN_UPDATE, JOB_RUN_HOLD, JOB_RUN_RELEASE };
enum status job_run_write_row(struct runtime *runtime, enum job_run_write what, struct job *row,
	struct text owner, struct fault *fault);

/* The path of a job's file, in the arena. */
const char *job_run_path(
	const struct config *config, struct arena *arena, struct text id, const char *ending);

#define JOB_RUN_INPUT ".body"
#define JOB_RUN_RESULT ".ndjson"

#endif
