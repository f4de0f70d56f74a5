/*
 * import_limiter: how many imports may be under way, of one caller and of all: those that are
 * waited for, from before their bodies are read, and, by the same numbers, those in the background,
 * whose bytes are bounded too (body_room bounds those of the others). Thread-safe.
 */
#ifndef API_CORE_IMPORT_LIMITER_H
#define API_CORE_IMPORT_LIMITER_H

#include "api/core/call.h"
#include "reviews/job_store.h"

struct import_limiter *import_limiter_new(void);
void import_limiter_free(struct import_limiter *gate);

/* Lets an import in whose answer is waited for. False, with the call's fault set, when there are
 * too many. */
bool import_limiter_enter(struct call *call);

/* Of a call that is over, whether it was let in or not. */
void import_limiter_leave(struct call *call);

/* Whether this one in the background is within the bounds, which it may be part of already:
 * STATUS_OK, or what the call's fault says. In the transaction that adds the job this is exact. */
enum status import_limiter_check_job(struct call *call, const struct job *job);

#endif
