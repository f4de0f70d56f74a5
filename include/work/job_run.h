/*
 * job_run: a running background job, and the functions that the code of a job may call.
 *
 * Each transaction that does work for the job also stores the progress of the job. If the process
 * is killed, the job therefore resumes without repeating any work. Functions that take a struct
 * job_run must be called on the job runner's thread. Any thread may call the other functions.
 */
#ifndef WORK_JOB_RUN_H
#define WORK_JOB_RUN_H

#include "base/stop_token.h"
#include "reviews/job_store.h"
#include "upkeep/runtime.h"

struct job_run;
struct search_upkeep;

/* A kind of job. job_kinds.c lists all kinds. */
struct job_kind {
	const char *name; /* value of job.kind */

	/* Continues the job after the first job.done_items items, and finishes it with
	 * job_run_finish(). If job_run_is_stopping() or job_run_should_yield() returns true, the
	 * function returns STATUS_OK without finishing the job. */
	enum status (*run)(struct job_run *run, struct fault *fault);

	/* Returns the options that clients of the API may see. When a job finishes, the service
	 * deletes the other options of the job. If abridge is NULL, clients may see all options. */
	struct text (*abridge)(struct fault *fault, struct text options);
};

/* Returns the options that clients of the API may see, as JSON. `kind` may be NULL. If the function
 * cannot write the JSON, sets the fault. */
struct text job_run_public_options(
	struct fault *fault, const struct job_kind *kind, struct text options);

struct job_run {
	struct runtime *runtime;
	struct search_upkeep *search_upkeep;
	const struct job_kind *kind;
	struct text owner; /* identifies this process in the lease */
	const struct stop_token *stop;
	struct arena *arena; /* freed after run() has returned */
	struct job job;
	int64_t started_ms, slice_ends_ms; /* monotonic; used by job_run_should_yield() */
};

/* Returns whether the service is stopping. */
bool job_run_is_stopping(const struct job_run *run);

/* Returns whether the job should pause so that a job of another caller can run. Call this function
 * after each batch. A job keeps the thread for at least one second, and for at least four times as
 * long as it took to resume. */
bool job_run_should_yield(struct job_run *run);

/* Finishes the job. Stores `state`. If `state` is JOB_FAILED, also stores the fault. Then deletes
 * the input file of the job. If the function itself fails, it sets the fault and returns its
 * status. */
enum status job_run_finish(struct job_run *run, enum job_state state, struct fault *fault);

/* Writes the row of a job in a group commit and blocks until the commit. `what` selects
 * job_store_claim(), job_store_update(), job_store_heartbeat() or job_store_release()
 * (reviews/job_store.h). Do not call this function on the writer thread. */
enum job_run_write { JOB_RUN_CLAIM, JOB_RUN_UPDATE, JOB_RUN_HEARTBEAT, JOB_RUN_RELEASE };
enum status job_run_write_row(struct runtime *runtime, enum job_run_write what, struct job *row,
	struct text owner, struct fault *fault);

/* Returns the path of a file of the job with this ID. The path is allocated in the arena. `ending`
 * is JOB_RUN_INPUT or JOB_RUN_RESULT. */
const char *job_run_path(
	const struct config *config, struct arena *arena, struct text id, const char *ending);

#define JOB_RUN_INPUT ".body"
#define JOB_RUN_RESULT ".ndjson"

#endif
