/*
 * job_submit: submits a background job for a call.
 */
#ifndef API_CORE_JOB_SUBMIT_H
#define API_CORE_JOB_SUBMIT_H

#include "api/core/call.h"
#include "reviews/job_store.h"

/* Value of Retry-After, in seconds, in responses about an unfinished job. */
#define JOB_SUBMIT_RETRY_AFTER TEXT("2")

/* Returns a new job of the call's caller, with a new ID and no progress. The job is not stored
 * yet. */
struct job job_submit_make(struct call *call, struct text kind);

/* Stores the job durably and wakes the job runner. In the same transaction, calls `answer` to write
 * the response; call->db is then the writer's connection. If the request repeats an earlier one
 * with the same idempotency key, replays the stored response and does not store the job.
 * *ret_is_new receives whether the job was stored. Blocks until the commit. Must not be called on
 * an event thread or the writer thread. */
enum status job_submit_add(struct call *call, const struct job *job,
	enum status (*answer)(struct call *call, const struct job *job), bool *ret_is_new);

#endif
