/*
 * job_submit: submits a background job for a call, and answers calls about jobs.
 *
 * A client follows a job by a signed link, without a token (api/core/signed_link.h).
 */
#ifndef API_CORE_JOB_SUBMIT_H
#define API_CORE_JOB_SUBMIT_H

#include "api/core/call.h"
#include "reviews/job_store.h"

/* Returns a new job of the call's caller. The job has a new ID and no progress. Does not store the
 * job. */
struct job job_submit_make(struct call *call, struct text kind);

/* Stores the job durably and wakes the job runner. Calls `answer` in the same transaction to begin
 * the response with job_submit_accept(). During answer(), call->db is the writer's connection. If
 * the request repeats an earlier request (same idempotency key), replies with the stored response
 * and does not store the job. *ret_is_new is true if the job was stored. Blocks until the commit.
 * Must not be called on an event thread or the writer thread. */
enum status job_submit_add(struct call *call, const struct job *job,
	enum status (*answer)(struct call *call, const struct job *job), bool *ret_is_new);

/* Begins the response to the call that submits the job: 202 with the document `out`. Returns
 * STATUS_OK. If the document is larger than the limit of `out`, sets the call's fault and returns
 * STATUS_INTERNAL. job_submit_add() completes the response with Location and Retry-After. */
enum status job_submit_accept(struct call *call, const struct job *job, struct jsonwrite *out);

/* Returns the signed link to the job, or to a resource below it: `ending` is "" or begins with a
 * slash. The link works as long as the job is kept; while the job has not finished, as long as if
 * it finished now. */
struct text job_submit_link(struct call *call, const struct job *job, const char *ending);

/* Replies with the document about the job: 200 if the job has finished, otherwise 202 with
 * Location, the signed link to the job, and Retry-After. Returns STATUS_OK. If the document is
 * larger than the limit of `out`, sets the call's fault and returns STATUS_INTERNAL. */
enum status job_submit_reply(struct call *call, const struct job *job, struct jsonwrite *out);

#endif
