#include "work/import_job.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/container_of.h"
#include "base/file.h"
#include "base/jsonread.h"
#include "work/import_run.h"
#include "work/review_policy.h"

/* Size of the result file from which on rejected items are only counted. */
#define RESULT_BYTES_MAX (INT64_C(64) * 1024 * 1024)

#define COUNTS_BYTES_MAX (256 * 1024)

static const char *const format_names[] = {
	[IMPORT_CSV] = "csv", [IMPORT_JSON] = "json", [IMPORT_NDJSON] = "ndjson"};

enum status import_job_options(const struct import_options *options, bool dry_run,
	struct text *ret_options, struct fault *fault)
{
	struct jsonwrite out = jsonwrite_make(fault->arena, COUNTS_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "format", text_from(format_names[options->format]));
	jsonwrite_text(&out, "source", options->restore ? TEXT_NONE : options->source);
	jsonwrite_text(&out, "columns", options->columns);
	jsonwrite_bool(&out, "dryRun", dry_run);
	jsonwrite_close(&out, '}');
	return jsonwrite_finish(&out, ret_options, fault);
}

/* A running import. */
struct work {
	struct import_run importing;
	struct job_run *run;
	struct import_options options;
	struct job next; /* the job after the last stored batch, which may not be committed yet */
	int result; /* descriptor of the rejected items */
};

static void read_counts(struct work *work)
{
	const struct job_run *run = work->run;
	const struct jsonread_node *counts = jsonread_parse(run->arena, run->job.counts, NULL);
	struct import_run_counts *into = &work->importing.counts;

	into->total = run->job.done_items;
	into->rejected = jsonread_member_int(counts, "rejected");
	into->outcomes[REVIEW_CREATED] = jsonread_member_int(counts, "created");
	into->outcomes[REVIEW_UPDATED] = jsonread_member_int(counts, "updated");
	into->outcomes[REVIEW_UNCHANGED] = jsonread_member_int(counts, "unchanged");
}

static void read_options(struct work *work)
{
	const struct job_run *run = work->run;
	const struct jsonread_node *given = jsonread_parse(run->arena, run->job.options, NULL);
	struct text format = jsonread_member_text(given, "format");

	while (work->options.format < IMPORT_NDJSON &&
		!text_equal(format, text_from(format_names[work->options.format])))
		work->options.format++;
	work->options.source = jsonread_member_text(given, "source");
	work->options.columns = jsonread_member_text(given, "columns");
	work->options.restore = !text_is_set(work->options.source);
	work->importing.dry_run = jsonread_is_true(jsonread_member(given, "dryRun"));
}

static enum status result_not_kept(struct fault *fault)
{
	return fault_set(fault, STATUS_UNAVAILABLE, "ResultNotKept",
		"The result file of the job could not be written: %s.", strerror(errno));
}

/* Appends the batch's rejected items after the first job->result_bytes of the file, and syncs the
 * file before the row's result_bytes changes. The next batch overwrites bytes that a crash left
 * after them. */
static enum status add_rejected(
	struct work *work, const struct import_run_batch *batch, struct fault *fault)
{
	struct job *job = &work->next;
	struct jsonwrite out =
		jsonwrite_make(fault->arena, batch->count * IMPORT_RUN_RESULT_BYTES_MAX);
	struct text lines;

	for (size_t i = 0; i < batch->count; i++) {
		if (batch->items[i].fault.status == STATUS_OK)
			continue;
		import_run_write_item(&out, &work->importing, batch, i);
		jsonwrite_end_line(&out);
	}
	if (jsonwrite_finish(&out, &lines, fault) != STATUS_OK || lines.length == 0 ||
		job->result_bytes >= RESULT_BYTES_MAX)
		return fault->status;
	if (lseek(work->result, job->result_bytes, SEEK_SET) < 0 ||
		!file_write_all(work->result, lines) || fdatasync(work->result) != 0)
		return result_not_kept(fault);
	job->result_bytes += (int64_t)lines.length;
	return STATUS_OK;
}

static enum status write_counts(const struct import_run *importing,
	const struct import_run_batch *batch, struct text *ret_counts, struct fault *fault)
{
	struct jsonwrite out = jsonwrite_make(fault->arena, COUNTS_BYTES_MAX);

	jsonwrite_open(&out, '{');
	import_run_write_counts(&out, &batch->counts);
	import_run_write_ignored(&out, importing->import, batch->ignored_count);
	jsonwrite_close(&out, '}');
	return jsonwrite_finish(&out, ret_counts, fault);
}

/* Stores the job's progress. Copies the job for sink(), because the next batch may change
 * work->next before sink() runs. */
static enum status note(struct import_run *importing, struct import_run_batch *batch, struct db *db,
	struct fault *fault)
{
	struct work *work = container_of(importing, struct work, importing);
	struct job *job = &work->next,
		   *note_result = arena_alloc(fault->arena, sizeof(*note_result));
	/* First makes sure that no other process has claimed the job and its result file. */
	enum status status = job_store_heartbeat(db, job, fault);

	if (status == STATUS_OK)
		status = add_rejected(work, batch, fault);
	if (status == STATUS_OK)
		status = write_counts(importing, batch, &job->counts, fault);
	if (status != STATUS_OK)
		return status;
	job->done_items += (int64_t)batch->count;
	job->done_bytes = (int64_t)batch->position;
	*note_result = *job;
	batch->note_result = note_result;
	return job_store_update(db, job, fault);
}

static bool on_committed(struct import_run *importing, const struct import_run_batch *batch)
{
	struct work *work = container_of(importing, struct work, importing);
	struct job_run *run = work->run;

	run->job = *(const struct job *)batch->note_result;
	/* The batch's arena is reset after this. */
	run->job.counts = arena_text(run->arena, run->job.counts);
	return !job_run_is_stopping(run) && !job_run_should_yield(run);
}

static enum status end(struct work *work, struct fault *fault)
{
	const struct import_run_counts *counts = &work->importing.counts;

	if (counts->total == 0 || counts->rejected < counts->total)
		return job_run_finish(work->run, JOB_SUCCEEDED, fault);
	fault_set(fault, STATUS_INVALID, "NothingImported",
		"Every item was rejected; rejectedItems lists the errors.");
	return job_run_finish(work->run, JOB_FAILED, fault);
}

static enum status run_open(struct work *work, struct fault *fault)
{
	struct import_run *importing = &work->importing;
	enum status status;

	importing->import = import_open(&work->options, fault);
	if (importing->import == NULL)
		return fault->status;
	status = import_run_execute(importing, fault);
	if (status != STATUS_OK || importing->stopped)
		return status;
	return end(work, fault);
}

/* Reads the current policy, with the time of the request for items without a time of their own. */
static enum status read_policy(struct work *work, struct fault *fault)
{
	struct runtime *runtime = work->run->runtime;
	struct db *db = pool_acquire(runtime->pool, fault);
	enum status status;

	if (db == NULL)
		return fault->status;
	status = review_policy_load(
		runtime, db, work->run->job.created_at_ms, &work->options.policy, fault);
	pool_release(runtime->pool, db);
	return status;
}

static enum status open_files(struct work *work, struct fault *fault)
{
	struct job_run *run = work->run;
	const struct config *config = run->runtime->config;
	int body = file_open(job_run_path(config, run->arena, run->job.id, JOB_RUN_INPUT), 0);
	bool is_gone = body < 0 && errno == ENOENT;

	work->result = open(job_run_path(config, run->arena, run->job.id, JOB_RUN_RESULT),
		O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (body >= 0 && work->result >= 0 && run->job.total_bytes > 0) {
		work->importing.mapped = file_map(body);
		work->options.document = work->importing.mapped;
	} else if (body >= 0) {
		work->options.document = TEXT("");
	}
	if (!text_is_set(work->options.document) || work->result < 0)
		/* A missing body is permanent; any other error may be temporary. */
		fault_set(fault, is_gone ? STATUS_INTERNAL : STATUS_UNAVAILABLE, "JobFileMissing",
			"A file of the job cannot be opened: %s.", strerror(errno));
	/* The directory entry of the result file must survive a crash. */
	else if (!file_sync_dir(config->reviews_job_dir))
		result_not_kept(fault);
	if (body >= 0)
		close(body);
	return fault->status;
}

enum status import_job_run(struct job_run *run, struct fault *fault)
{
	struct work *work = arena_alloc(run->arena, sizeof(*work));
	enum status status;

	work->run = run;
	work->next = run->job;
	work->importing.group = run->runtime->group;
	work->importing.batch_items = IMPORT_RUN_ITEMS;
	work->importing.skip = run->job.done_items;
	work->importing.note = note;
	work->importing.sink = on_committed;
	read_options(work);
	read_counts(work);
	status = open_files(work, fault);
	if (status == STATUS_OK)
		status = read_policy(work, fault);
	if (status == STATUS_OK)
		status = run_open(work, fault);
	file_unmap(work->importing.mapped);
	if (work->result >= 0)
		close(work->result);
	return status;
}
