/*
 * admin_identity: identifies an admin by an admin key, a token or a session.
 *
 * The functions that identify an admin set the call's admin, roles and caller as far as these are
 * known. They do so even if the credentials are refused, so that the audit event can name the
 * refused admin.
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
 * the function reads the key again, so that changes of the key apply at once. If the admin signed
 * in with a token, the function uses the roles that the token had, and refuses the session as
 * expired if the admin settings have changed since the sign-in. Returns REFUSAL_NONE, or the reason
 * why the session is refused. */
enum refusal admin_identity_by_session(
	struct call *call, struct db *db, struct text secret, struct session *ret_session);

/* Returns a new session of the call's admin. The session is not stored yet. `until_ms` is the time
 * at which the admin's credentials expire, or 0 if they never expire. The session ends no later
 * than the credentials. */
struct session admin_identity_session(struct call *call, int64_t until_ms);

#endif
