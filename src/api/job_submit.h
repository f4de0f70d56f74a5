/*
 * job_submit: how a call hands its work to the jobs.
 */
#ifndef API_JOB_SUBMIT_PRIVATE_H
#define API_JOB_SUBMIT_PRIVATE_H

#include "api/jobs.h"

/* A new job of the call's, with a new id and nothing done. */
struct job job_submit_make(struct call *call, struct text kind);

/* Stores the job durably and wakes the jobs; `answer` gives the answer in the same transaction, in
 * which call->db is the writer. Under an idempotency key that came already, the first answer is
 * given again and *ret_is_new is false. On a worker. */
enum status job_submit_add(struct call *call, const struct job *job,
	enum status (*answer)(struct call *call, const struct job *job), bool *ret_is_new);

#endif
