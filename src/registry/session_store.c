#include "registry/session_store.h"

#include "base/base64url.h"
#include "base/hash.h"
#include "db/column.h"

#define SECRET_BYTES 32

/* clang-format off */
#define SESSION_COLUMNS(KEY, FIRST, NEXT) \
	KEY(id, GUID, id) \
	FIRST(caller_id, GUID, caller_id) \
	NEXT(admin_key_id, GUID_OR_NULL, actor.key_id) \
	NEXT(actor_name, TEXT, actor.name) \
	NEXT(actor_object_id, GUID_OR_NULL, actor.object_id) \
	NEXT(actor_client_app_id, GUID_OR_NULL, actor.client_app_id) \
	NEXT(actor_directory_tenant_id, GUID_OR_NULL, actor.directory_tenant_id) \
	NEXT(roles, BITS, roles) \
	NEXT(policy, TEXT, policy) \
	NEXT(created_at_ms, TIME, created_at_ms) \
	NEXT(expires_at_ms, TIME, expires_at_ms)
#define SESSION_COLUMNS_WRITTEN(KEY, FIRST, NEXT) \
	SESSION_COLUMNS(KEY, FIRST, NEXT) \
	NEXT(hash, HASH, )

#define SELECT "SELECT " COLUMN_NAMES(SESSION_COLUMNS) " FROM admin_session "
#define INSERT \
	"INSERT INTO admin_session (" COLUMN_NAMES(SESSION_COLUMNS_WRITTEN) ") " \
	"VALUES (" COLUMN_PARAMETERS(SESSION_COLUMNS_WRITTEN) ")"
/* clang-format on */

#define COLUMN_VALUE_HASH(arena_, row_, member_) DB_TEXT(hash)

enum { COLUMN_INDEXES(SESSION_COLUMNS) };

static struct text hash_secret(struct arena *arena, struct text secret)
{
	struct hash hash = hash_sha256(secret);

	return hash_hex(arena, &hash);
}

static enum status insert(
	struct db *db, const struct session *row, struct text hash, struct fault *fault)
{
	struct arena *arena = fault->arena;

	return db_exec(db, fault, INSERT, DB_ARGS(COLUMN_VALUES(SESSION_COLUMNS_WRITTEN)));
}

/* Deletes the oldest sessions beyond the limits. If a limit is not reached, the subquery returns no
 * id and nothing is deleted. */
static enum status evict_oldest(struct db *db, const struct session *session, struct fault *fault)
{
	enum status status = db_exec(db, fault,
		"DELETE FROM admin_session "
		"WHERE caller_id = $1 AND id <= (SELECT id FROM admin_session "
		"WHERE caller_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, session->caller_id)),
			DB_INT(SESSION_STORE_MAX_OF_ONE)));

	if (status != STATUS_OK)
		return status;
	return db_exec(db, fault,
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
	return status == STATUS_OK ? evict_oldest(db, session, fault) : status;
}

static struct session read_session(const struct db_cursor *rows, struct arena *arena)
{
	struct session session = {COLUMN_MEMBERS(SESSION_COLUMNS)};
	struct audit_actor *actor = &session.actor;

	actor->kind = guid_is_zero(actor->key_id) ? AUDIT_BY_TOKEN : AUDIT_BY_ADMIN_KEY;
	actor->session_id = session.id;
	return session;
}

enum status session_store_find(struct db *db, struct text secret, int64_t now_ms,
	struct session *ret_session, bool *ret_found, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, SELECT "WHERE hash = $1 AND expires_at_ms > $2",
		DB_ARGS(DB_TEXT(hash_secret(fault->arena, secret)), DB_INT(now_ms)));
	*ret_found = db_next(&rows);
	if (*ret_found)
		*ret_session = read_session(&rows, fault->arena);
	return db_end(&rows, fault);
}

enum status session_store_delete(struct db *db, struct guid id, struct fault *fault)
{
	return db_exec(db, fault, "DELETE FROM admin_session WHERE id = $1",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
}

enum status session_store_delete_of(struct db *db, struct guid caller_id, struct fault *fault)
{
	return db_exec(db, fault, "DELETE FROM admin_session WHERE caller_id = $1",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, caller_id))));
}

enum status session_store_purge(struct db *db, int64_t now_ms, struct fault *fault)
{
	return db_exec(db, fault, "DELETE FROM admin_session WHERE expires_at_ms <= $1",
		DB_ARGS(DB_INT(now_ms)));
}
