#include "registry/session_store.h"

#include "base/base64url.h"
#include "base/hash.h"

#define SECRET_BYTES 32

static struct text hash_secret(struct arena *arena, struct text secret)
{
	struct hash hash = hash_sha256(secret);

	return hash_hex(arena, &hash);
}

static enum status insert(
	struct db *db, const struct session *session, struct text hash, struct fault *fault)
{
	struct arena *arena = fault->arena;
	const struct audit_actor *actor = &session->actor;

	return db_do(db, fault,
		"INSERT INTO admin_session (id, hash, caller_id, admin_key_id, actor_name, "
		"actor_object_id, actor_client_app_id, actor_directory_tenant_id, roles, policy, "
		"created_at_ms, expires_at_ms) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		DB_ARGS(DB_TEXT(guid_text(arena, session->id)), DB_TEXT(hash),
			DB_TEXT(guid_text(arena, session->caller_id)),
			DB_TEXT(guid_text_or_none(arena, actor->key_id)), DB_TEXT(actor->name),
			DB_TEXT(guid_text_or_none(arena, actor->object_id)),
			DB_TEXT(guid_text_or_none(arena, actor->client_app_id)),
			DB_TEXT(guid_text_or_none(arena, actor->directory_tenant_id)),
			DB_INT(session->roles), DB_TEXT(session->policy),
			DB_INT(session->created_at_ms), DB_INT(session->expires_at_ms)));
}

/* An id that is not there is no bound: then nothing goes. */
static enum status make_room(struct db *db, const struct session *session, struct fault *fault)
{
	enum status status = db_do(db, fault,
		"DELETE FROM admin_session WHERE caller_id = $1 AND id <= "
		"(SELECT id FROM admin_session WHERE caller_id = $1 ORDER BY id DESC "
		"LIMIT 1 OFFSET $2)",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, session->caller_id)),
			DB_INT(SESSION_STORE_MAX_OF_ONE)));

	if (status != STATUS_OK)
		return status;
	return db_do(db, fault,
		"DELETE FROM admin_session WHERE id <= (SELECT id FROM admin_session "
		"WHERE id > '' ORDER BY id DESC LIMIT 1 OFFSET $1)",
		DB_ARGS(DB_INT(SESSION_STORE_MAX)));
}

enum status session_store_insert(
	struct db *db, struct session *session, struct text *ret_secret, struct fault *fault)
{
	struct text secret = base64url_random(fault->arena, SECRET_BYTES);
	enum status status;

	session->id = guid_new(session->created_at_ms);
	status = insert(db, session, hash_secret(fault->arena, secret), fault);
	*ret_secret = secret;
	return status == STATUS_OK ? make_room(db, session, fault) : status;
}

static struct session read_session(const struct db_cursor *rows, struct arena *arena)
{
	struct session session = {.roles = (uint32_t)db_int(rows, 7),
		.policy = arena_text(arena, db_text(rows, 8)),
		.created_at_ms = db_int(rows, 9),
		.expires_at_ms = db_int(rows, 10)};
	struct audit_actor *actor = &session.actor;

	guid_parse_strict(db_text(rows, 0), &session.id);
	guid_parse_strict(db_text(rows, 1), &session.caller_id);
	guid_parse_strict(db_text(rows, 2), &actor->key_id);
	guid_parse_strict(db_text(rows, 4), &actor->object_id);
	guid_parse_strict(db_text(rows, 5), &actor->client_app_id);
	guid_parse_strict(db_text(rows, 6), &actor->directory_tenant_id);
	actor->kind = db_is_null(rows, 2) ? AUDIT_BY_TOKEN : AUDIT_BY_ADMIN_KEY;
	actor->name = arena_text(arena, db_text(rows, 3));
	actor->session_id = session.id;
	return session;
}

enum status session_store_find(struct db *db, struct text secret, int64_t now_ms,
	struct session *ret_session, bool *ret_found, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT id, caller_id, admin_key_id, actor_name, actor_object_id, "
		"actor_client_app_id, actor_directory_tenant_id, roles, policy, created_at_ms, "
		"expires_at_ms FROM admin_session WHERE hash = $1 AND expires_at_ms > $2",
		DB_ARGS(DB_TEXT(hash_secret(fault->arena, secret)), DB_INT(now_ms)));
	*ret_found = db_next(&rows);
	if (*ret_found)
		*ret_session = read_session(&rows, fault->arena);
	return db_end(&rows, fault);
}

enum status session_store_delete(struct db *db, struct guid id, struct fault *fault)
{
	return db_do(db, fault, "DELETE FROM admin_session WHERE id = $1",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
}

enum status session_store_delete_of(struct db *db, struct guid caller_id, struct fault *fault)
{
	return db_do(db, fault, "DELETE FROM admin_session WHERE caller_id = $1",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, caller_id))));
}

enum status session_store_purge(struct db *db, int64_t now_ms, struct fault *fault)
{
	return db_do(db, fault, "DELETE FROM admin_session WHERE expires_at_ms <= $1",
		DB_ARGS(DB_INT(now_ms)));
}
