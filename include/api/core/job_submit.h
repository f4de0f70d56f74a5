/*
 * job_submit: submits a background job for a call.
 */
#ifndef API_CORE_JOB_SUBMIT_H
#define API_CORE_JOB_SUBMIT_H

#include "api/core/call.h"
#include "reviews/job_store.h"

/* Value of the header Retry-After, in seconds, in responses about an unfinished job. */
#define JOB_SUBMIT_RETRY_AFTER TEXT("2")

/* Returns a new job of the call's caller. The job has a new ID and no progress. Does not store the
 * job. */
struct job job_submit_make(struct call *call, struct text kind);

/* Stores the job durably and wakes the job runner. Calls `answer` in the same transaction to write
 * the response. During answer(), call->db is the writer's connection. If the request repeats an
 * earlier request (same idempotency key), replies with the stored response and does not store the
 * job. *ret_is_new is true if the job was stored. Blocks until the commit. Must not be called on an
 * event thread or the writer thread. */
enum status job_submit_add(struct call *call, const struct job *job,
	enum status (*answer)(struct call *call, const struct job *job), bool *ret_is_new);

#endif
