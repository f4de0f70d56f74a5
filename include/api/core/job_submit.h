/*
 * job_submit: how a call hands its work to the jobs.
 */
#ifndef API_CORE_JOB_SUBMIT_H
#define API_CORE_JOB_SUBMIT_H

#include "api/core/call.h"
#include "reviews/job_store.h"

/* Retry-After of a job that is not finished, in seconds. */
#define JOB_SUBMIT_RETRY_AFTER TEXT("2")

/* A new job of the call's, with a new id and nothing done. */
struct job job_submit_make(struct call *call, struct text kind);

/* Stores the job durably and wakes the job runner. `answer` writes the response in the same
 * transaction, with the writer as call->db. For an idempotency key that was used before, the stored
 * response is replayed and *ret_is_new is false. On a worker thread. */
enum status job_submit_add(struct call *call, const struct job *job,
	enum status (*answer)(struct call *call, const struct job *job), bool *ret_is_new);

#endif
