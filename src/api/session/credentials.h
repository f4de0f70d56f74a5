/*
 * credentials: authenticates and authorizes a call.
 *
 * The reviews plane accepts a token of a registered app. The admin plane accepts an admin key, an
 * admin's token or a session. Refused admin calls are recorded in the audit trail. If an address
 * has sent too many invalid admin credentials, further invalid ones get 429. Valid credentials from
 * the same address are still accepted.
 */
#ifndef API_SESSION_CREDENTIALS_PRIVATE_H
#define API_SESSION_CREDENTIALS_PRIVATE_H

#include "api/core/call.h"

/* Authenticates the call, sets its caller or admin, and checks the permission or role. Only for
 * routes of the reviews and admin planes. After PIPELINE_WAITS, do not touch the call, because
 * another thread may already own it. */
enum pipeline_step credentials_check(struct call *call);

/* Refuses a sign-in in the same way as an admin call, although a sign-in is a call on the open
 * plane. Writes the response, and records an audit event unless the auth throttle suppresses the
 * event. Blocks until the commit. Must not be called on an event thread or the writer thread. */
void credentials_refuse(struct call *call, enum refusal refusal);

/* Counts the call against the rate limits of its caller and of all callers. If either limit is
 * exceeded, replies 429 and returns PIPELINE_ANSWERED. Otherwise returns PIPELINE_READY. */
enum pipeline_step credentials_check_rate(struct call *call);

#endif
