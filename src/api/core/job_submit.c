#include "api/core/job_submit.h"

#include "api/core/idempotency.h"
#include "api/core/reply.h"
#include "api/core/signed_link.h"
#include "base/container_of.h"
#include "work/job_runner.h"

/* Value of Retry-After, in seconds, in responses about an unfinished job. */
#define RETRY_AFTER TEXT("2")

/* Path of a job, before its ID. */
#define PATH "/job/"

/* State of job_submit_add(), shared with the writer thread. */
struct submission {
	struct group_job write;
	struct call *call;
	const struct job *job;
	enum status (*answer)(struct call *call, const struct job *job);
	struct idempotent_response wanted; /* set if the call has an idempotency key */
	bool is_new;
};

struct job job_submit_make(struct call *call, struct text kind)
{
	return (struct job){.id = guid_text(call->arena, guid_new(call->now_ms)),
		.kind = kind,
		.created_at_ms = call->now_ms,
		.created_by = call->actor,
		.caller_id = guid_text(call->arena, call->caller_id),
		.options = TEXT("{}"),
		.counts = TEXT("{}")};
}

static enum status add_job(struct call *call, void *context)
{
	struct submission *submission = context;
	enum status status = job_store_add(call->db, submission->job, &call->fault);

	if (status == STATUS_OK)
		status = submission->answer(call, submission->job);
	submission->is_new = status == STATUS_OK;
	return status;
}

static enum status store_job(struct group_job *write, struct db *db, struct fault *fault)
{
	struct submission *submission = container_of(write, struct submission, write);
	struct call *call = submission->call;
	struct db *reader = call->db;
	enum status status;

	(void)fault;
	call->db = db;
	if (text_is_set(submission->wanted.key))
		status = idempotency_run_prepared(call, &submission->wanted, add_job, submission);
	else
		status = add_job(call, submission);
	call->db = reader;
	return status;
}

static struct text sign(struct call *call, const char *path, int64_t from_ms)
{
	return signed_link_make(
		call, ENVIRONMENT_JOB_LINK, path, (from_ms + JOB_STORE_KEPT_MS) / CLOCK_MS_PER_S);
}

static const char *path_of(struct call *call, const struct job *job, const char *ending)
{
	return arena_printf(call->arena, PATH "%.*s%s", (int)job->id.length, job->id.data, ending)
		.data;
}

struct text job_submit_link(struct call *call, const struct job *job, const char *ending)
{
	return sign(call, path_of(call, job, ending),
		job->finished_at_ms == 0 ? call->now_ms : job->finished_at_ms);
}

static void add_follow_up(struct call *call, struct text location)
{
	message_set_header(call->response, "Location", location);
	message_set_header(call->response, "Retry-After", RETRY_AFTER);
}

enum status job_submit_accept(struct call *call, const struct job *job, struct jsonwrite *out)
{
	enum status status = reply_json(call, 202, out);

	if (status == STATUS_OK)
		message_add_header(call->response, "Location", text_from(path_of(call, job, "")));
	return status;
}

enum status job_submit_add(struct call *call, const struct job *job,
	enum status (*answer)(struct call *call, const struct job *job), bool *ret_is_new)
{
	struct submission submission = {
		.write = {.run = store_job, .fault = &call->fault},
		.call = call,
		.job = job,
		.answer = answer,
	};
	enum status status;

	if (text_is_set(call->idempotency_key))
		submission.wanted = idempotency_prepare(call);
	status = group_run(call->service->runtime.group, &submission.write);
	*ret_is_new = status == STATUS_OK && submission.is_new;
	if (*ret_is_new)
		job_runner_wake(call->service->job_runner);
	/* The response may be one that was stored. Its link is signed only now, because a signature
	 * must not be stored. */
	if (status == STATUS_OK)
		add_follow_up(call,
			sign(call, message_response_header(call->response, "Location").data,
				call->now_ms));
	return status;
}

enum status job_submit_reply(struct call *call, const struct job *job, struct jsonwrite *out)
{
	bool is_finished = job->finished_at_ms != 0;
	enum status status = reply_json(call, is_finished ? 200 : 202, out);

	if (status == STATUS_OK && !is_finished)
		add_follow_up(call, job_submit_link(call, job, ""));
	return status;
}
