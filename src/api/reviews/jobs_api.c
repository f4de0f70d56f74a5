#include <unistd.h>

#include "api/core/handlers.h"
#include "api/core/job_submit.h"
#include "api/core/list_page.h"
#include "api/core/reply.h"
#include "api/core/signed_link.h"
#include "base/file.h"
#include "work/job_kinds.h"

/* Limits on the rejected items in a job's document: number and bytes. */
#define REJECTED_MAX 1000
#define REJECTED_BYTES_MAX (4 * 1024 * 1024)

/* The resource with a job's rejected items, below the job. */
#define REJECTED "/rejected-items"

/* How to get a new link to a job. */
#define REMEDY "send the request again"

#define JOB_BYTES_MAX (3 * FAULT_JSON_BYTES_MAX)

static bool is_finished(const struct job *job)
{
	return job->finished_at_ms != 0;
}

/* Returns JSON from a job's row. Early versions truncated long texts: returns {} for those. */
static struct text stored_json(struct arena *arena, struct text json)
{
	return jsonread_parse(arena, json, NULL) == NULL ? TEXT("{}") : json;
}

static void write_progress(struct jsonwrite *out, const struct job *job)
{
	jsonwrite_open_member(out, "progress", '{');
	jsonwrite_int(out, "doneBytes", job->done_bytes);
	jsonwrite_int(out, "totalBytes", job->total_bytes);
	jsonwrite_int(out, "doneItems", job->done_items);
	jsonwrite_close(out, '}');
}

static void write_job(struct call *call, struct jsonwrite *out, const struct job *job)
{
	jsonwrite_text(out, "jobId", job->id);
	jsonwrite_text(out, "kind", job->kind);
	jsonwrite_text(out, "state", text_from(job_store_state_name(job->state)));
	jsonwrite_time(out, "createdDateTime", job->created_at_ms);
	if (is_finished(job))
		jsonwrite_time(out, "finishedDateTime", job->finished_at_ms);
	jsonwrite_text(out, "createdBy", job->created_by);
	jsonwrite_raw(out, "options", job_kinds_public_options(&call->fault, job));
	write_progress(out, job);
	jsonwrite_raw(out, "counts", stored_json(call->arena, job->counts));
	jsonwrite_raw(out, "fault", job->fault);
}

static int open_result(struct call *call, const struct job *job)
{
	return file_open(
		job_run_path(call->service->runtime.config, call->arena, job->id, JOB_RUN_RESULT),
		0);
}

/* Reads only the first result_bytes of the file: the rest, if any, is not committed. */
static void write_rejected(struct call *call, struct jsonwrite *out, const struct job *job)
{
	size_t limit = (size_t)job->result_bytes < REJECTED_BYTES_MAX ? (size_t)job->result_bytes
								      : REJECTED_BYTES_MAX;
	int descriptor = open_result(call, job);
	char *bytes = arena_alloc(call->arena, limit + 1);
	ssize_t length = descriptor < 0 ? 0 : pread(descriptor, bytes, limit, 0);
	struct text rest = {bytes, length < 0 ? 0 : (size_t)length}, line;

	jsonwrite_open_member(out, "rejectedItems", '[');
	for (int i = 0; i < REJECTED_MAX && text_find(rest, '\n') < rest.length; i++) {
		text_split_next(&rest, '\n', &line);
		jsonwrite_raw(out, NULL, line);
	}
	jsonwrite_close(out, ']');
	if (descriptor >= 0)
		close(descriptor);
}

static struct jsonwrite begin(struct call *call, const struct job *job)
{
	struct jsonwrite out =
		jsonwrite_make(call->arena, JOB_BYTES_MAX + 2 * (size_t)REJECTED_BYTES_MAX);

	jsonwrite_open(&out, '{');
	write_job(call, &out, job);
	write_rejected(call, &out, job);
	return out;
}

/* Finds the job of the path. If `own`, jobs of other callers count as missing. */
static enum status find(struct call *call, bool own, struct job *ret_job)
{
	struct guid id;
	struct text text;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	text = guid_text(call->arena, id);
	status = job_store_get(call->db, text, ret_job, &call->fault);
	if (status != STATUS_OK || !own ||
		text_equal(ret_job->caller_id, guid_text(call->arena, call->caller_id)))
		return status;
	return job_store_get(call->db, TEXT(""), ret_job, &call->fault);
}

static enum status reply_job(struct call *call, const struct job *job)
{
	struct jsonwrite out = begin(call, job);

	if (job->result_bytes > 0)
		jsonwrite_text(&out, "resultUrl", job_submit_link(call, job, REJECTED));
	jsonwrite_close(&out, '}');
	return job_submit_reply(call, job, &out);
}

static enum status reply_rejected(struct call *call, const struct job *job)
{
	int descriptor = open_result(call, job);

	reply_begin(call, 200);
	message_add_header(call->response, "Content-Type", TEXT("application/x-ndjson"));
	if (descriptor < 0) {
		call->response->body = TEXT("");
		return STATUS_OK;
	}
	call->response->has_file = true;
	call->response->file = descriptor;
	call->response->file_offset = 0;
	call->response->file_length = (uint64_t)job->result_bytes;
	return STATUS_OK;
}

enum status jobs_api_read(struct call *call)
{
	struct job job = {.id = TEXT_NONE};
	enum status status = find(call, true, &job);

	return status == STATUS_OK ? reply_job(call, &job) : status;
}

enum status jobs_api_rejected(struct call *call)
{
	struct job job = {.id = TEXT_NONE};
	enum status status = find(call, true, &job);

	return status == STATUS_OK ? reply_rejected(call, &job) : status;
}

static const struct field_rule link_rules[] = {SIGNED_LINK_RULES};

static void check_link(struct call *call)
{
	signed_link_check(call, ENVIRONMENT_JOB_LINK, REMEDY);
}

const struct call_query jobs_api_link_query = {
	FIELD_TABLE(link_rules), sizeof(struct signed_link_query), check_link};

/* Finds the job of a link, whose signature is checked already. */
static enum status find_target(struct call *call, struct job *ret_job)
{
	enum status status;

	/* The open plane works without a database. */
	if (call->db == NULL)
		return call->fault.status;
	status = find(call, false, ret_job);
	if (status != STATUS_NOT_FOUND)
		return status;
	fault_clear(&call->fault);
	return signed_link_refuse_expired(call, REMEDY);
}

enum status jobs_api_follow(struct call *call)
{
	struct job job = {.id = TEXT_NONE};
	enum status status = find_target(call, &job);

	return status == STATUS_OK ? reply_job(call, &job) : status;
}

enum status jobs_api_follow_rejected(struct call *call)
{
	struct job job = {.id = TEXT_NONE};
	enum status status = find_target(call, &job);

	return status == STATUS_OK ? reply_rejected(call, &job) : status;
}

enum status jobs_api_admin_read(struct call *call)
{
	struct jsonwrite out;
	struct job job = {.id = TEXT_NONE};
	enum status status = find(call, false, &job);

	if (status != STATUS_OK)
		return status;
	out = begin(call, &job);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

enum status jobs_api_admin_list(struct call *call)
{
	const struct list_page *page = &((const struct list_page_plain *)call->query)->page;
	struct text before = guid_text_or_none(call->arena, page->id);
	struct jsonwrite out = jsonwrite_make(call->arena, (page->limit + 1) * JOB_BYTES_MAX);
	struct job *jobs;
	struct guid last = {{0}};
	size_t count;
	enum status status = job_store_list(
		call->db, TEXT_NONE, before, page->fetch, &jobs, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "value", '[');
	for (size_t i = 0; i < count && i < page->limit; i++) {
		jsonwrite_open(&out, '{');
		write_job(call, &out, &jobs[i]);
		jsonwrite_close(&out, '}');
		guid_parse_strict(jobs[i].id, &last);
	}
	jsonwrite_close(&out, ']');
	list_page_end(call, &out, page, count, call->route->name, TEXT(""), last);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
