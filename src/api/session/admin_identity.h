/*
 * admin_identity: identification of an admin by admin key, token or session.
 *
 * Each function sets the call's admin, roles and caller as far as they are known, even if it
 * refuses the credentials, so that the audit event can name the refused admin.
 */
#ifndef API_SESSION_ADMIN_IDENTITY_PRIVATE_H
#define API_SESSION_ADMIN_IDENTITY_PRIVATE_H

#include "api/core/call.h"
#include "registry/admin_key.h"
#include "registry/session_store.h"

/* Identifies the admin by an admin key and writes the key to *ret_key. Returns REFUSAL_NONE, or why
 * the key is refused. */
enum refusal admin_identity_by_key(
	struct call *call, struct db *db, struct text secret, struct admin_key *ret_key);

/* Identifies the admin by the claims of a token that the guard accepted. */
void admin_identity_by_token(struct call *call, const struct claims *claims);

/* Identifies the admin by a session. For a session of an admin key, reads the key again, so that
 * changes of the key apply at once. For a session of a token, uses the roles from the sign-in; the
 * session expires if the settings that granted them change. */
enum refusal admin_identity_by_session(
	struct call *call, struct db *db, struct text secret, struct session *ret_session);

/* Returns a new session of the call's admin, not stored yet. The session ends no later than
 * until_ms, when the credentials expire (0: never). */
struct session admin_identity_session(struct call *call, int64_t until_ms);

#endif
