/*
 * job_submit: submission of a background job by a call.
 */
#ifndef API_CORE_JOB_SUBMIT_H
#define API_CORE_JOB_SUBMIT_H

#include "api/core/call.h"
#include "reviews/job_store.h"

/* Retry-After of an unfinished job, in seconds. */
#define JOB_SUBMIT_RETRY_AFTER TEXT("2")

/* Returns a new job of the call's caller, with a new ID and no progress. */
struct job job_submit_make(struct call *call, struct text kind);

/* Stores the job durably and wakes the job runner. `answer` writes the response in the same
 * transaction, with the writer's connection as call->db. If the request's idempotency key was used
 * before, replays the stored response instead and sets *ret_is_new to false. Blocks until the
 * commit: for worker threads only. */
enum status job_submit_add(struct call *call, const struct job *job,
	enum status (*answer)(struct call *call, const struct job *job), bool *ret_is_new);

#endif
