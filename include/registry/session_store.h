/*
 * session_store: admins who have signed in with a browser, in the database, where every process
 * and the next start find them.
 *
 * Promises: the database holds only the SHA-256 of a session's secret, which is enough because a
 * secret is 32 random bytes; nor does the time of a look-up by that hash help anybody to guess one.
 * There are at most SESSION_STORE_MAX sessions, of one admin SESSION_STORE_MAX_OF_ONE: a new one
 * takes the oldest's place. The functions that write run inside a transaction of the caller's.
 */
#ifndef REGISTRY_SESSION_STORE_H
#define REGISTRY_SESSION_STORE_H

#include "registry/admin_role.h"
#include "registry/audit_store.h"

#define SESSION_STORE_MAX 1000
#define SESSION_STORE_MAX_OF_ONE 50

struct session {
	struct guid id; /* names it in the audit trail; no secret */
	struct guid caller_id; /* the admin key, or the token's user or app */
	struct audit_actor actor; /* of a key: its id, and no name */
	uint32_t roles; /* of a token; what a key may is read anew each time */
	struct text policy; /* of a token: what it was judged by; absent for a key */
	int64_t created_at_ms, expires_at_ms;
};

/* Stores a new session under an id that is made now. *ret_secret, for the cookie, lives in the
 * fault's arena. */
enum status session_store_insert(
	struct db *db, struct session *session, struct text *ret_secret, struct fault *fault);

/* The session with that secret that has not ended by then; *ret_found says whether there is one. */
enum status session_store_find(struct db *db, struct text secret, int64_t now_ms,
	struct session *ret_session, bool *ret_found, struct fault *fault);

/* Each is done also when there is nothing left to forget. */
enum status session_store_delete(struct db *db, struct guid id, struct fault *fault);
enum status session_store_delete_of(struct db *db, struct guid caller_id, struct fault *fault);

/* Forgets those that have ended. */
enum status session_store_purge(struct db *db, int64_t now_ms, struct fault *fault);

#endif
