/*
 * admin_identity: identifies an admin by an admin key, a token or a session.
 *
 * The functions that identify an admin set the call's admin, roles and caller as far as they are
 * known. The functions set these members even if they refuse the credentials. The audit event can
 * then name the refused admin.
 */
#ifndef API_SESSION_ADMIN_IDENTITY_PRIVATE_H
#define API_SESSION_ADMIN_IDENTITY_PRIVATE_H

#include "api/core/call.h"
#include "registry/admin_key.h"
#include "registry/session_store.h"

/* Identifies the admin by the admin key `secret`. *ret_key receives the stored key. Returns
 * REFUSAL_NONE, or the reason why the key is refused. */
enum refusal admin_identity_by_key(
	struct call *call, struct db *db, struct text secret, struct admin_key *ret_key);

/* Identifies the admin by the claims of a token that the guard accepted. */
void admin_identity_by_token(struct call *call, const struct claims *claims);

/* Identifies the admin by the session with this secret. If the admin signed in with an admin key,
 * reads the key again. Changes of the key therefore apply at once. If the admin signed in with a
 * token, uses the roles from that token. If the admin settings have changed since then, refuses the
 * session as expired. Returns REFUSAL_NONE, or the reason why the session is refused. */
enum refusal admin_identity_by_session(
	struct call *call, struct db *db, struct text secret, struct session *ret_session);

/* Returns a new session of the call's admin. Does not store the session. `until_ms` is the time at
 * which the admin's credentials expire, or 0 if they never expire. The session expires no later
 * than the credentials. */
struct session admin_identity_session(struct call *call, int64_t until_ms);

#endif
