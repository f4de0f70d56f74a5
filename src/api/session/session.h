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

/* Returns the secret in the request's session cookie, without verifying it. If there is no cookie,
 * returns an absent text. */
struct text session_secret(const struct call *call);

/* Returns the CSRF token of the session with this secret. Pages must send the token in the header
 * X-CSRF-Token. The token is a keyed hash, which does not reveal the secret. */
struct text session_csrf_token(struct arena *arena, struct text secret);

/* Returns REFUSAL_CROSS_SITE_REQUEST if Sec-Fetch-Site or Origin shows that another site sent the
 * request. Otherwise returns REFUSAL_NONE. Requests from old browsers may have neither header, and
 * pass the check. */
enum refusal session_check_origin(const struct call *call);

/* Like session_check_origin(), for a request with the cookie of the session with this secret.
 * Unless the method is GET or HEAD, the request must also have the CSRF token of the session. If it
 * does not, the function returns REFUSAL_CSRF_TOKEN_INVALID. */
enum refusal session_check_request(const struct call *call, struct text secret);

/* Stores `session`. If the request has the cookie of an earlier session, deletes that session. Adds
 * an audit event for each of the two changes. *ret_secret receives the secret to pass to
 * session_set_cookie(). Blocks until the commit. Must not be called on an event thread or the
 * writer thread. */
enum status session_begin(struct call *call, struct session *session, struct text *ret_secret);

/* Deletes the session and adds an audit event. Blocks until the commit. Must not be called on an
 * event thread or the writer thread. */
enum status session_end(struct call *call, const struct session *session);

/* Adds the session cookie to the response. Call this function after reply_begin(). */
void session_set_cookie(struct call *call, const struct session *session, struct text secret);

/* Adds a header to the response that makes the browser delete the session cookie. Call this
 * function after reply_begin(). */
void session_clear_cookie(struct call *call);

#endif
