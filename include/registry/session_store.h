/*
 * session_store: browser sessions of admins, stored in the database.
 *
 * Sessions survive restarts, and all processes share them. The database stores only the SHA-256
 * hash of a session's secret. An unsalted hash is sufficient because the secret contains 32 random
 * bytes. A lookup by hash does not need to take constant time. The duration of a lookup does not
 * help an attacker to guess a secret.
 *
 * The database contains at most SESSION_STORE_MAX sessions in total and SESSION_STORE_MAX_OF_ONE
 * sessions per admin. If a new session exceeds a limit, session_store_insert() deletes the oldest
 * session. Begin a transaction before you call a function that writes.
 */
#ifndef REGISTRY_SESSION_STORE_H
#define REGISTRY_SESSION_STORE_H

#include "registry/admin_role.h"
#include "registry/audit_store.h"

#define SESSION_STORE_MAX 1000
#define SESSION_STORE_MAX_OF_ONE 50

struct session {
	struct guid id; /* not secret; identifies the session in the audit trail */

	/* If an admin key created the session, the id of the key. If a token created the session,
	 * the id of the user or app that the token identifies. */
	struct guid caller_id;

	/* The admin who created the session. If the admin used an admin key, `actor` contains the
	 * key's id but not the key's name. */
	struct audit_actor actor;

	/* The roles from the token that created the session. If an admin key created the session,
	 * this member is unused, because the service reads the key's roles for every request. */
	uint32_t roles;

	/* Digest of the admin settings that were in effect when the service accepted the token.
	 * Absent (base/text.h) if an admin key created the session. */
	struct text policy;

	int64_t created_at_ms, expires_at_ms;
};

/* Stores a new session and sets session->id. *ret_secret receives the secret for the cookie,
 * allocated in the fault's arena. */
enum status session_store_insert(
	struct db *db, struct session *session, struct text *ret_secret, struct fault *fault);

/* Finds the session with this secret. Sets *ret_found to false if no session has this secret or if
 * the session has expired at `now_ms`. */
enum status session_store_find(struct db *db, struct text secret, int64_t now_ms,
	struct session *ret_session, bool *ret_found, struct fault *fault);

/* Deletes the session with this id. Does nothing if no session has this id. */
enum status session_store_delete(struct db *db, struct guid id, struct fault *fault);

/* Deletes all sessions that have this caller_id. */
enum status session_store_delete_of(struct db *db, struct guid caller_id, struct fault *fault);

/* Deletes all sessions that have expired at `now_ms`. */
enum status session_store_purge(struct db *db, int64_t now_ms, struct fault *fault);

#endif
