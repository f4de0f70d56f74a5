/*
 * import_limiter: limits on imports in progress, per caller and in total.
 *
 * Synchronous imports and background imports are counted separately, against the same maximum.
 * A synchronous import counts from before its body is read. The sizes of background imports are
 * limited too; limit/body_quota.h limits those of synchronous ones. Thread-safe.
 */
#ifndef API_CORE_IMPORT_LIMITER_H
#define API_CORE_IMPORT_LIMITER_H

#include "api/core/call.h"
#include "reviews/job_store.h"

struct import_limiter *import_limiter_new(void);
void import_limiter_free(struct import_limiter *limiter);

/* Admits a synchronous import. Returns false and sets the call's fault if a limit is reached. */
bool import_limiter_enter(struct call *call);

/* Ends the call's import. Does nothing if no import was admitted. */
void import_limiter_leave(struct call *call);

/* Checks that a background import is within the limits, whether or not its job is already stored.
 * Returns STATUS_OK, or the status of the fault it sets. The result is exact only in the
 * transaction that adds the job. */
enum status import_limiter_check_job(struct call *call, const struct job *job);

#endif
