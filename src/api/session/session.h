/*
 * session: the session cookie of an admin, and its protection against cross-site requests.
 *
 * The cookie holds a secret that identifies the session in the database
 * (registry/session_store.h). Sources: RFC 6265, RFC 6454, W3C Fetch Metadata Request Headers.
 */
#ifndef API_SESSION_SESSION_PRIVATE_H
#define API_SESSION_SESSION_PRIVATE_H

#include "api/core/call.h"
#include "registry/session_store.h"

/* Returns the secret in the request's session cookie, unverified; absent without a cookie. */
struct text session_secret(const struct call *call);

/* Returns the CSRF token of a session, which the page must send in X-CSRF-Token: a keyed hash,
 * which does not reveal the secret. */
struct text session_csrf_token(struct arena *arena, struct text secret);

/* Returns REFUSAL_CROSS_SITE_REQUEST if Sec-Fetch-Site or Origin shows that another site sent the
 * request. Returns REFUSAL_NONE if neither header is present, as in old browsers. */
enum refusal session_check_origin(const struct call *call);

/* Checks the origin of a request that uses a session cookie. Methods other than GET and HEAD also
 * need the CSRF token. */
enum refusal session_check_request(const struct call *call, struct text secret);

/* Stores the session and deletes the former session of the request's cookie, if any, with an audit
 * event for each. *ret_secret is for session_set_cookie(). Blocks until the commit: for worker
 * threads only. */
enum status session_begin(struct call *call, struct session *session, struct text *ret_secret);

/* Deletes the session, with an audit event. Blocks until the commit: for worker threads only. */
enum status session_end(struct call *call, const struct session *session);

/* Adds the session cookie to a response that has begun. */
void session_set_cookie(struct call *call, const struct session *session, struct text secret);

/* Makes the browser delete the session cookie. */
void session_clear_cookie(struct call *call);

#endif
