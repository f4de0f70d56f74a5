/*
 * credentials: authentication and authorization of a call.
 *
 * The reviews plane takes a token of a registered app; the admin plane takes an admin key, an
 * admin's token, or a session. Refused admin calls are recorded in the audit trail. An address that
 * often sends invalid credentials gets 429; valid credentials from that address are still accepted.
 */
#ifndef API_SESSION_CREDENTIALS_PRIVATE_H
#define API_SESSION_CREDENTIALS_PRIVATE_H

#include "api/core/call.h"

/* Authenticates the call, sets its caller or admin, and checks the permission or role. For routes
 * of the reviews and admin planes. After PIPELINE_WAITS another thread may already own the call. */
enum pipeline_step credentials_check(struct call *call);

/* Refuses a sign-in on the open plane as an admin call is refused: sends the response and records
 * the audit event. Blocks until the commit: for worker threads only. */
void credentials_refuse(struct call *call, enum refusal refusal);

/* Counts the call against the rate limits of its caller and of all callers. Replies 429 if either
 * is exceeded. */
enum pipeline_step credentials_check_rate(struct call *call);

#endif
