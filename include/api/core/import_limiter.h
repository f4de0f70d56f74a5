/*
 * import_limiter: limits how many imports are in progress, per caller and in total.
 *
 * The limiter counts import requests and background imports separately. The same maximum applies to
 * each of the two counts. An import request counts from its admission, before its body is read,
 * until it ends. A request that submits a background import also counts as an import request. A
 * background import counts until its job has finished. The limiter also limits the total size of
 * background imports. limit/body_quota.h limits the total size of request bodies. Thread-safe.
 */
#ifndef API_CORE_IMPORT_LIMITER_H
#define API_CORE_IMPORT_LIMITER_H

#include "api/core/call.h"
#include "reviews/job_store.h"

struct import_limiter *import_limiter_new(void);
void import_limiter_free(struct import_limiter *limiter);

/* Admits an import request and counts it. If a limit is reached, sets the call's fault and returns
 * false. */
bool import_limiter_enter(struct call *call);

/* Stops counting the import request. Does nothing if import_limiter_enter() has not admitted it. */
void import_limiter_leave(struct call *call);

/* Checks whether the background import `job` is within the limits. The job may already be stored,
 * because the limiter does not count `job` itself. If a limit is reached, sets the call's fault and
 * returns its status. Only a check inside the transaction that adds the job is exact. After an
 * earlier check, other requests can add jobs. */
enum status import_limiter_check_job(struct call *call, const struct job *job);

#endif
