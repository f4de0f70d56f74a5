/*
 * session: the session cookie of an admin, and its protection against cross-site requests.
 *
 * The cookie contains a secret that identifies the session in the database
 * (registry/session_store.h). Sources: RFC 6265, RFC 6454, W3C Fetch Metadata Request Headers.
 */
#ifndef API_SESSION_SESSION_PRIVATE_H
#define API_SESSION_SESSION_PRIVATE_H

#include "api/core/call.h"
#include "registry/session_store.h"

/* Returns the secret from the request's session cookie. Does not verify the secret. If the request
 * has no session cookie, returns an absent text. */
struct text session_secret(const struct call *call);

/* Returns the CSRF token of the session with this secret. Pages must send the token in the header
 * X-CSRF-Token. The token is a keyed hash and does not reveal the secret. */
struct text session_csrf_token(struct arena *arena, struct text secret);

/* Returns REFUSAL_CROSS_SITE_REQUEST if Sec-Fetch-Site or Origin shows that another site sent the
 * request. Otherwise returns REFUSAL_NONE. A request with neither header, for example from an old
 * browser, passes the check. */
enum refusal session_check_origin(const struct call *call);

/* Checks a request that has the session cookie with this secret. Runs session_check_origin() first.
 * If the method is not GET or HEAD, also checks the CSRF token of the session. Returns
 * REFUSAL_CSRF_TOKEN_INVALID if the token is missing or wrong. */
enum refusal session_check_request(const struct call *call, struct text secret);

/* Stores `session`. If the request has the cookie of an earlier session, deletes that session. Adds
 * an audit event for the new session, and another for the deleted session. *ret_secret receives the
 * secret of the new session, for session_set_cookie(). Blocks until the commit. Must not be called
 * on an event thread or the writer thread. */
enum status session_begin(struct call *call, struct session *session, struct text *ret_secret);

/* Deletes the session and adds an audit event. Blocks until the commit. Must not be called on an
 * event thread or the writer thread. */
enum status session_end(struct call *call, const struct session *session);

/* Adds the session cookie to the response. Call this function after reply_begin(). */
void session_set_cookie(struct call *call, const struct session *session, struct text secret);

/* Adds a Set-Cookie header to the response. The header makes the browser delete the session cookie.
 * Call this function after reply_begin(). */
void session_clear_cookie(struct call *call);

#endif
