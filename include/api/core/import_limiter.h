/*
 * import_limiter: limits the number of imports in progress, per caller and in total.
 *
 * Import calls and background imports are counted separately, and the same maximum applies to each
 * of the two counts. An import call counts from its admission, before its body is read, until it
 * ends. A call that submits a background import is an import call, too. A background import counts
 * until its job has finished. The total size of background imports is limited too.
 * limit/body_quota.h limits the size of the bodies of calls. Thread-safe.
 */
#ifndef API_CORE_IMPORT_LIMITER_H
#define API_CORE_IMPORT_LIMITER_H

#include "api/core/call.h"
#include "reviews/job_store.h"

struct import_limiter *import_limiter_new(void);
void import_limiter_free(struct import_limiter *limiter);

/* Admits an import call and counts it. If a limit is reached, sets the call's fault and returns
 * false. */
bool import_limiter_enter(struct call *call);

/* Stops counting the call as an import in progress. Does nothing if import_limiter_enter() did not
 * admit the call. */
void import_limiter_leave(struct call *call);

/* Checks whether the background import `job` is within the limits. The counts and sizes leave out
 * `job` itself, so the job may already be stored. Returns STATUS_OK, or sets the call's fault and
 * returns its status. Only a check in the transaction that adds the job is exact, because other
 * calls can add jobs between an earlier check and that transaction. */
enum status import_limiter_check_job(struct call *call, const struct job *job);

#endif
