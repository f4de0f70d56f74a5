/*
 * credentials: who calls, and whether the call may go on: a token of a registered app for the
 * reviews plane; an admin key, a token of an admin, or the session of one, for the admin plane.
 *
 * Refused admin calls go to the audit trail; credentials that prove nothing are answered 429 when
 * one address sends them often. A good key passes whatever others send from its address.
 */
#ifndef API_SESSION_CREDENTIALS_PRIVATE_H
#define API_SESSION_CREDENTIALS_PRIVATE_H

#include "api/core/call.h"

/* Sets the call's caller or admin. The request's route needs credentials. */
enum pipeline_step credentials_check(struct call *call);

/* Answers a call of the open plane by which somebody wants to be an admin as a refused admin call
 * is answered, when that is recorded. On a worker thread. */
void credentials_refuse(struct call *call, enum refusal refusal);

/* Counts the call against the rate of its caller and of all callers; answers 429 when either is
 * used up. */
enum pipeline_step credentials_check_rate(struct call *call);

#endif
