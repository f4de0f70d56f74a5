/*
 * session: what keeps an admin signed in to the pages: a cookie, and what has to come with it so
 * that no other site can use it.
 *
 * The session itself is in the database (registry/session_store.h); the secret in the cookie is
 * its key. Sources: RFC 6265, RFC 6454, W3C Fetch Metadata Request Headers.
 */
#ifndef API_SESSION_SESSION_PRIVATE_H
#define API_SESSION_SESSION_PRIVATE_H

#include "api/core/call.h"
#include "registry/session_store.h"

/* What the request's cookie holds; absent when it has none. Nothing is judged. */
struct text session_secret(const struct call *call);

/* What the page has to send in X-CSRF-Token: known to who knows the secret, and telling nothing
 * of it. */
struct text session_csrf_token(struct arena *arena, struct text secret);

/* Whether a page of this service sends the request, as far as browsers tell by Sec-Fetch-Site and
 * Origin; older ones send neither. */
enum refusal session_check_origin(const struct call *call);

/* The same for a request that comes by the session's cookie, which for anything but GET and HEAD
 * needs the CSRF token besides. */
enum refusal session_check_request(const struct call *call, struct text secret);

/* Stores the session of the call's admin in place of one that the browser had, and tells the audit
 * trail of both. *ret_secret is for session_set_cookie(). On a worker thread. */
enum status session_begin(struct call *call, struct session *session, struct text *ret_secret);

/* Forgets the session of the call's admin, and tells the audit trail. On a worker thread. */
enum status session_end(struct call *call, const struct session *session);

/* Adds the cookie to the answer, which has begun; or takes it away from the browser. */
void session_set_cookie(struct call *call, const struct session *session, struct text secret);
void session_clear_cookie(struct call *call);

#endif
