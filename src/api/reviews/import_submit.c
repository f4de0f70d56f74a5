#include "api/reviews/import_submit.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "api/core/import_limiter.h"
#include "api/core/job_submit.h"
#include "api/core/reply.h"
#include "base/file.h"
#include "work/import_job.h"
#include "work/job_run.h"

/* Bytes copied at a time, which bounds the resident part of a mapped body. */
#define CHUNK_BYTES ((size_t)4 * 1024 * 1024)

static enum status fail_body(struct call *call)
{
	return call_fail_body(call, "reviews.job-dir", errno);
}

static bool copy_body(const struct request *request, int descriptor)
{
	struct text body = request->body;

	for (size_t at = 0; at < body.length; at += CHUNK_BYTES) {
		if (!file_write_all(descriptor, text_slice(body, at, CHUNK_BYTES)))
			return false;
		if (request->body_is_mapped)
			file_discard_prefix(body, at);
	}
	return fsync(descriptor) == 0;
}

static enum status store_body(struct call *call, const char *path)
{
	const char *dir = call->service->runtime.config->reviews_job_dir;
	int descriptor;
	bool copied;

	if (!file_make_dir(dir))
		return fail_body(call);
	descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (descriptor < 0)
		return fail_body(call);
	copied = copy_body(call->request, descriptor);
	if (!copied)
		fail_body(call);
	close(descriptor);
	if (copied && !file_sync_dir(dir))
		return fail_body(call);
	return call->fault.status;
}

static enum status answer_accepted(struct call *call, const struct job *job)
{
	struct jsonwrite out = jsonwrite_make(call->arena, 1024);
	enum status status = import_limiter_check_job(call, job);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "jobId", job->id);
	jsonwrite_text(&out, "kind", job->kind);
	jsonwrite_text(&out, "state", text_from(job_store_state_name(job->state)));
	jsonwrite_time(&out, "createdDateTime", job->created_at_ms);
	jsonwrite_close(&out, '}');
	return job_submit_accept(call, job, &out);
}

enum status import_submit_run(struct call *call, const struct import_options *options, bool dry_run)
{
	struct job job = job_submit_make(call, TEXT("import"));
	const char *path =
		job_run_path(call->service->runtime.config, call->arena, job.id, JOB_RUN_INPUT);
	enum status status = import_job_options(options, dry_run, &job.options, &call->fault);
	bool is_new = false;

	job.total_bytes = (int64_t)call->request->body.length;
	/* The check is repeated when the job is added. A call without an idempotency key is new for
	 * certain, so it is checked before its body takes disk space. */
	if (status == STATUS_OK && !text_is_set(call->idempotency_key))
		status = import_limiter_check_job(call, &job);
	if (status == STATUS_OK)
		status = store_body(call, path);
	if (status == STATUS_OK)
		status = job_submit_add(call, &job, answer_accepted, &is_new);
	if (!is_new)
		unlink(path);
	if (status == STATUS_OK)
		message_add_header(call->response, "Preference-Applied", TEXT("respond-async"));
	return status;
}
