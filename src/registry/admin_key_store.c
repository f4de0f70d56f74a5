#include "registry/admin_key_store.h"

#include "base/base64url.h"
#include "base/hash.h"
#include "db/column.h"
#include "registry/session_store.h"
#include "registry/usage_store.h"

#define SECRET_BYTES 32

/* Hex digits of the hash that the index contains; the rest of the hash is compared in C. */
#define LOOKUP_DIGITS 16

/* clang-format off */
/* Columns that an update sets. */
#define KEY_COLUMNS_UPDATED(KEY, FIRST, NEXT) \
	KEY(id, GUID, id) \
	FIRST(name, TEXT, name) \
	NEXT(roles, BITS, roles) \
	NEXT(enabled, BOOL, enabled) \
	NEXT(expires_at_ms, TIME_OR_NULL, expires_at_ms) \
	NEXT(revision, INT, revision) \
	NEXT(last_modified_at_ms, TIME, last_modified_at_ms) \
	NEXT(last_modified_by, TEXT, last_modified_by)
#define KEY_COLUMNS(KEY, FIRST, NEXT) \
	KEY_COLUMNS_UPDATED(KEY, FIRST, NEXT) \
	NEXT(created_at_ms, TIME, created_at_ms) \
	NEXT(created_by, TEXT, created_by)
#define KEY_COLUMNS_READ(KEY, FIRST, NEXT) \
	KEY_COLUMNS(KEY, FIRST, NEXT) \
	USAGE_STORE_COLUMNS(NEXT)
#define KEY_COLUMNS_WRITTEN(KEY, FIRST, NEXT) \
	KEY_COLUMNS(KEY, FIRST, NEXT) \
	NEXT(lookup, LOOKUP, ) \
	NEXT(hash, HASH, )

#define SELECT \
	"SELECT " COLUMN_NAMES(KEY_COLUMNS_READ) ", hash " \
	"FROM admin_key LEFT JOIN caller_usage ON caller_id = id "
#define INSERT \
	"INSERT INTO admin_key (" COLUMN_NAMES(KEY_COLUMNS_WRITTEN) ") " \
	"VALUES (" COLUMN_PARAMETERS(KEY_COLUMNS_WRITTEN) ")"
#define UPDATE \
	"UPDATE admin_key SET (" COLUMN_NAMES_BUT_KEY(KEY_COLUMNS_UPDATED) ") " \
	"= (" COLUMN_PARAMETERS_BUT_KEY(KEY_COLUMNS_UPDATED) ") " \
	"WHERE id = $1"
/* clang-format on */

enum { COLUMN_INDEXES(KEY_COLUMNS_READ) COLUMN_hash };

static struct admin_key read_key(const struct db_cursor *rows, struct arena *arena)
{
	return (struct admin_key){COLUMN_MEMBERS(KEY_COLUMNS_READ)};
}

static struct text hash_secret(struct arena *arena, struct text secret)
{
	struct hash hash = hash_sha256(secret);

	return hash_hex(arena, &hash);
}

static enum status check_limit(struct db *db, struct fault *fault)
{
	struct db_cursor rows;
	bool full;
	enum status status;

	db_query(&rows, db, "SELECT id FROM admin_key WHERE id > '' ORDER BY id LIMIT 1 OFFSET $1",
		DB_ARGS(DB_INT(ADMIN_KEYS_MAX - 1)));
	full = db_next(&rows);
	status = db_end(&rows, fault);
	if (status != STATUS_OK || !full)
		return status;
	return fault_set(fault, STATUS_CONFLICT, "TooManyAdminKeys",
		"There are already %d admin keys; delete unused ones.", ADMIN_KEYS_MAX);
}

static enum status name_taken(struct fault *fault)
{
	return fault_set(fault, STATUS_CONFLICT, "AdminKeyExists",
		"An admin key with this name already exists; choose another name.");
}

#define COLUMN_VALUE_LOOKUP(arena_, row_, member_) DB_TEXT(text_slice(hash, 0, LOOKUP_DIGITS))
#define COLUMN_VALUE_HASH(arena_, row_, member_) DB_TEXT(hash)

static enum status insert(
	struct db *db, const struct admin_key *row, struct text hash, struct fault *fault)
{
	struct arena *arena = fault->arena;

	return db_exec(db, fault, INSERT, DB_ARGS(COLUMN_VALUES(KEY_COLUMNS_WRITTEN)));
}

enum status admin_key_store_insert(struct db *db, struct admin_key *key,
	const struct registry_change *change, struct text *ret_secret, struct fault *fault)
{
	struct arena *arena = fault->arena;
	struct text secret, hash;
	enum status status = check_limit(db, fault);

	if (status != STATUS_OK)
		return status;
	secret = arena_printf(
		arena, ADMIN_KEY_PREFIX "%s", base64url_random(arena, SECRET_BYTES).data);
	hash = hash_secret(arena, secret);
	key->id = guid_new(change->now_ms);
	key->revision = 1;
	key->created_at_ms = key->last_modified_at_ms = change->now_ms;
	key->created_by = key->last_modified_by = change->by;
	status = insert(db, key, hash, fault);
	*ret_secret = secret;
	return status == STATUS_CONFLICT ? name_taken(fault) : status;
}

enum status admin_key_store_find(
	struct db *db, struct text secret, struct admin_key *ret_key, struct fault *fault)
{
	struct text hash = hash_secret(fault->arena, secret);
	struct db_cursor rows;
	bool found = false;
	enum status status;

	db_query(&rows, db, SELECT "WHERE lookup = $1",
		DB_ARGS(DB_TEXT(text_slice(hash, 0, LOOKUP_DIGITS))));
	while (!found && db_next(&rows)) {
		found = hash_equal_texts(db_text(&rows, COLUMN_hash), hash);
		if (found)
			*ret_key = read_key(&rows, fault->arena);
	}
	status = db_end(&rows, fault);
	if (status != STATUS_OK || found)
		return status;
	return fault_set(fault, STATUS_UNAUTHENTICATED, "AdminKeyUnknown",
		"This admin key is unknown; create one with s2s-registry admin-key create NAME.");
}

static enum status not_found(struct guid id, struct fault *fault)
{
	return fault_set(fault, STATUS_NOT_FOUND, "AdminKeyNotFound",
		"There is no admin key %s; list /admin/v1/admin-keys to find its id.",
		guid_text(fault->arena, id).data);
}

enum status admin_key_store_get(
	struct db *db, struct guid id, struct admin_key *ret_key, struct fault *fault)
{
	struct db_cursor rows;
	bool found;
	enum status status;

	db_query(&rows, db, SELECT "WHERE id = $1", DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
	found = db_next(&rows);
	if (found)
		*ret_key = read_key(&rows, fault->arena);
	status = db_end(&rows, fault);
	return status != STATUS_OK || found ? status : not_found(id, fault);
}

enum status admin_key_store_list(
	struct db *db, struct admin_key **ret_keys, size_t *ret_count, struct fault *fault)
{
	struct admin_key *keys = arena_array(fault->arena, ADMIN_KEYS_MAX, sizeof(*keys));
	struct db_cursor rows;
	size_t count = 0;

	db_query(&rows, db, SELECT "WHERE id > '' ORDER BY id LIMIT $1",
		DB_ARGS(DB_INT(ADMIN_KEYS_MAX)));
	while (db_next(&rows))
		keys[count++] = read_key(&rows, fault->arena);
	*ret_keys = keys;
	*ret_count = count;
	return db_end(&rows, fault);
}

enum status admin_key_store_update(struct db *db, struct admin_key *row,
	const struct registry_change *change, struct fault *fault)
{
	struct arena *arena = fault->arena;
	enum status status;

	row->revision++;
	row->last_modified_at_ms = change->now_ms;
	row->last_modified_by = change->by;
	status = db_exec(db, fault, UPDATE, DB_ARGS(COLUMN_VALUES(KEY_COLUMNS_UPDATED)));
	if (status == STATUS_CONFLICT)
		return name_taken(fault);
	return status != STATUS_OK || db_changes(db) > 0 ? status : not_found(row->id, fault);
}

enum status admin_key_store_delete(struct db *db, struct guid id, struct fault *fault)
{
	struct text text = guid_text(fault->arena, id);
	enum status status =
		db_exec(db, fault, "DELETE FROM admin_key WHERE id = $1", DB_ARGS(DB_TEXT(text)));

	if (status != STATUS_OK)
		return status;
	if (db_changes(db) == 0)
		return not_found(id, fault);
	status = session_store_delete_of(db, id, fault);
	if (status != STATUS_OK)
		return status;
	return db_exec(
		db, fault, "DELETE FROM caller_usage WHERE caller_id = $1", DB_ARGS(DB_TEXT(text)));
}
