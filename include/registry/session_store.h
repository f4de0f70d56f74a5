/*
 * session_store: browser sessions of admins. They are in the database, so all processes share them
 * and they survive restarts.
 *
 * The database stores only the SHA-256 of a session's secret, which is enough because a secret has
 * 32 random bytes; the duration of a lookup by hash does not help to guess a secret. There are at
 * most SESSION_STORE_MAX sessions, and SESSION_STORE_MAX_OF_ONE per admin; a new session replaces
 * the oldest. Functions that write must run inside the caller's transaction.
 */
#ifndef REGISTRY_SESSION_STORE_H
#define REGISTRY_SESSION_STORE_H

#include "registry/admin_role.h"
#include "registry/audit_store.h"

#define SESSION_STORE_MAX 1000
#define SESSION_STORE_MAX_OF_ONE 50

struct session {
	struct guid id; /* identifies the session in the audit trail; not secret */
	struct guid caller_id; /* the admin key, or the user or app of the token */
	struct audit_actor actor; /* for a key: its id, without its name */
	uint32_t roles; /* for a token; the roles of a key are read on every call */
	struct text policy; /* for a token: digest of the admin settings that accepted it; absent
			       for a key */
	int64_t created_at_ms, expires_at_ms;
};

/* Stores a new session under a new id. *ret_secret, for the cookie, lives in the fault's arena. */
enum status session_store_insert(
	struct db *db, struct session *session, struct text *ret_secret, struct fault *fault);

/* Finds the session by its secret, unless it has expired at `now_ms`. Sets *ret_found. */
enum status session_store_find(struct db *db, struct text secret, int64_t now_ms,
	struct session *ret_session, bool *ret_found, struct fault *fault);

/* Delete one session, or all sessions of a caller. Deleting nothing is not an error. */
enum status session_store_delete(struct db *db, struct guid id, struct fault *fault);
enum status session_store_delete_of(struct db *db, struct guid caller_id, struct fault *fault);

/* Deletes expired sessions. */
enum status session_store_purge(struct db *db, int64_t now_ms, struct fault *fault);

#endif
