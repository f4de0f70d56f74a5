#include "work/job_run.h"

#include <unistd.h>

#include "base/container_of.h"
#include "base/fault_json.h"

/* A job keeps the thread for at least SLICE_MS, and for at least RESUME_FACTOR times as long as it
 * took to resume. */
#define SLICE_MS CLOCK_MS_PER_S
#define RESUME_FACTOR 4

const char *job_run_path(
	const struct config *config, struct arena *arena, struct text id, const char *ending)
{
	return arena_printf(
		arena, "%s/%.*s%s", config->reviews_job_dir, (int)id.length, id.data, ending)
		.data;
}

bool job_run_is_stopping(const struct job_run *run)
{
	return stop_token_is_stopped(run->stop);
}

bool job_run_should_yield(struct job_run *run)
{
	struct pool *pool = run->runtime->pool;
	struct fault fault = fault_make(run->arena);
	int64_t now_ms = clock_monotonic_ms();
	int64_t least_ms = (now_ms - run->started_ms) * RESUME_FACTOR;
	struct db *db;
	bool others = false;

	if (run->slice_ends_ms == 0)
		run->slice_ends_ms = now_ms + (least_ms > SLICE_MS ? least_ms : SLICE_MS);
	if (now_ms < run->slice_ends_ms)
		return false;
	run->slice_ends_ms = now_ms + SLICE_MS;
	db = pool_acquire(pool, &fault);
	if (db == NULL)
		return false;
	job_store_has_others(db, run->job.caller_id, &others, &fault);
	pool_release(pool, db);
	return others;
}

struct text job_run_public_options(
	struct fault *fault, const struct job_kind *kind, struct text options)
{
	return kind == NULL || kind->abridge == NULL ? options : kind->abridge(fault, options);
}

struct row_write {
	struct group_job job;
	enum job_run_write what;
	struct job *row;
	struct text owner;
};

static enum status write_row(struct group_job *job, struct db *db, struct fault *fault)
{
	const struct row_write *write = container_of(job, struct row_write, job);

	switch (write->what) {
	case JOB_RUN_CLAIM:
		return job_store_claim(db, write->row, write->owner, fault);
	case JOB_RUN_UPDATE:
		return job_store_update(db, write->row, fault);
	case JOB_RUN_HEARTBEAT:
		return job_store_heartbeat(db, write->row, fault);
	case JOB_RUN_RELEASE:
		break;
	}
	return job_store_release(db, write->row, fault);
}

enum status job_run_write_row(struct runtime *runtime, enum job_run_write what, struct job *row,
	struct text owner, struct fault *fault)
{
	struct row_write write = {.job = {.run = write_row, .fault = fault},
		.what = what,
		.row = row,
		.owner = owner};

	return group_run(runtime->group, &write.job);
}

/* Writes the fault as the JSON that the job's row stores. */
static enum status write_fault(
	const struct fault *fault, struct text *ret_text, struct fault *own_fault)
{
	struct jsonwrite out = jsonwrite_make(own_fault->arena, FAULT_JSON_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "code", text_from(fault->code));
	jsonwrite_text(&out, "detail", fault->detail);
	fault_json_write_errors(&out, fault);
	jsonwrite_close(&out, '}');
	return jsonwrite_finish(&out, ret_text, own_fault);
}

enum status job_run_finish(struct job_run *run, enum job_state state, struct fault *fault)
{
	struct fault own_fault = fault_make(run->arena);
	enum status status;

	run->job.state = state;
	run->job.finished_at_ms = clock_now_ms(run->runtime->clock);
	run->job.options = job_run_public_options(&own_fault, run->kind, run->job.options);
	status = own_fault.status;
	if (status == STATUS_OK && state == JOB_FAILED)
		status = write_fault(fault, &run->job.fault, &own_fault);
	if (status == STATUS_OK)
		status = job_run_write_row(
			run->runtime, JOB_RUN_UPDATE, &run->job, run->owner, &own_fault);
	if (status != STATUS_OK) {
		run->job.finished_at_ms = 0;
		return fault_propagate(fault, &own_fault);
	}
	unlink(job_run_path(run->runtime->config, run->arena, run->job.id, JOB_RUN_INPUT));
	LOG(run->runtime->log, LOG_INFO, "job-finished", LOG_TEXT("job", run->job.id),
		LOG_TEXT("kind", run->job.kind), LOG_CSTR("state", job_store_state_name(state)),
		LOG_INT("items", run->job.done_items));
	return STATUS_OK;
}
