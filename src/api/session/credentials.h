/*
 * credentials: authenticates and authorizes a call.
 *
 * The reviews plane accepts a token of a registered app. The admin plane accepts an admin key, an
 * admin's token or a session. The module records refused admin requests as audit events. An address
 * that has sent too many invalid admin credentials gets 429 for further invalid credentials. Valid
 * credentials from this address are still accepted.
 */
#ifndef API_SESSION_CREDENTIALS_PRIVATE_H
#define API_SESSION_CREDENTIALS_PRIVATE_H

#include "api/core/call.h"

/* Authenticates the call, sets its caller or admin, and checks the permission or role. Only for
 * routes of the reviews and admin planes. If the function returns PIPELINE_WAITS, the caller must
 * not touch the call any more, because another thread may already use it. */
enum pipeline_step credentials_check(struct call *call);

/* Refuses a sign-in in the same way as an admin request. A sign-in is a request on the open plane.
 * Writes the response and records an audit event. The auth throttle can suppress the event. Blocks
 * until the commit. Must not be called on an event thread or the writer thread. */
void credentials_refuse(struct call *call, enum refusal refusal);

/* Counts the call towards the rate limit of its caller and towards the rate limit of all callers.
 * If a limit is exceeded, replies 429 and returns PIPELINE_ANSWERED. Otherwise returns
 * PIPELINE_READY. */
enum pipeline_step credentials_check_rate(struct call *call);

#endif
