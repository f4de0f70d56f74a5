#include "registry/admin_key.h"

#include "base/base64url.h"
#include "base/guid.h"
#include "base/hash.h"

#define NAME_MAX_POINTS 100
#define SECRET_BYTES 32

static struct text hash_key(struct arena *arena, struct text key)
{
	struct hash hash = hash_sha256(key);

	return hash_hex(arena, &hash);
}

enum status admin_key_create(
	struct db *db, struct text name, int64_t now_ms, struct text *ret_key, struct fault *fault)
{
	struct arena *arena = fault->arena;
	char secret[SECRET_BYTES];
	struct text key;
	enum status status;

	name = text_trim(name);
	if (name.length == 0 || text_check(name, NULL) != TEXT_GOOD ||
		text_code_points(name) > NAME_MAX_POINTS)
		return fault_set(fault, STATUS_INVALID, "InvalidName",
			"The name of an admin key must have 1 to %d characters.", NAME_MAX_POINTS);
	hash_random(secret, sizeof(secret));
	key = arena_printf(arena, ADMIN_KEY_PREFIX "%s",
		arena_cstr(arena, base64url_encode(arena, (struct text){secret, sizeof(secret)})));
	status = db_do(db, fault,
		"INSERT INTO admin_key (id, name, hash, created_at_ms) VALUES ($1, $2, $3, $4)",
		DB_ARGS(DB_TEXT(guid_text(arena, guid_new(now_ms))), DB_TEXT(name),
			DB_TEXT(hash_key(arena, key)), DB_INT(now_ms)));
	if (status == STATUS_CONFLICT)
		return fault_set(fault, STATUS_CONFLICT, "AdminKeyExists",
			"There is an admin key of this name already; choose another name.");
	*ret_key = key;
	return status;
}

enum status admin_key_find(
	struct db *db, struct text key, struct text *ret_name, struct fault *fault)
{
	struct db_cursor rows;
	bool found;
	enum status status;

	db_query(&rows, db, "SELECT name FROM admin_key WHERE hash = $1",
		DB_ARGS(DB_TEXT(hash_key(fault->arena, key))));
	found = db_next(&rows);
	if (found)
		*ret_name = arena_text(fault->arena, db_text(&rows, 0));
	status = db_end(&rows, fault);
	if (status != STATUS_OK || found)
		return status;
	return fault_set(fault, STATUS_UNAUTHENTICATED, "AdminKeyUnknown",
		"This admin key is not known; make one with s2s-registry admin-key create NAME.");
}
