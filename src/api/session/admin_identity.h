/*
 * admin_identity: who administers, by an admin key, by a token, or by the session of one who has
 * signed in with either.
 *
 * Promises: each sets the call's admin, roles and caller as far as they are known, also where it
 * refuses, so that the audit trail can name who was refused.
 */
#ifndef API_SESSION_ADMIN_IDENTITY_PRIVATE_H
#define API_SESSION_ADMIN_IDENTITY_PRIVATE_H

#include "api/core/call.h"
#include "registry/admin_key.h"
#include "registry/session_store.h"

enum refusal admin_identity_by_key(
	struct call *call, struct db *db, struct text secret, struct admin_key *ret_key);

/* By the token whose claims the guard has let pass. */
void admin_identity_by_token(struct call *call, const struct claims *claims);

/* By the session with that secret. What an admin key may, and whether it is still there, is read
 * anew; a token's roles are those of its sign-in, as long as the settings that gave them stay. */
enum refusal admin_identity_by_session(
	struct call *call, struct db *db, struct text secret, struct session *ret_session);

/* What the call's admin signs in with: a session that is not stored yet. `until_ms` (0: none) is
 * when the credentials themselves end. */
struct session admin_identity_session(struct call *call, int64_t until_ms);

#endif
