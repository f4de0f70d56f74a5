#include "registry/idempotent_response.h"

#include "db/column.h"

/* clang-format off */
#define RESPONSE_COLUMNS(KEY, FIRST, NEXT) \
	KEY(scope, TEXT, scope) \
	KEY(request_key, TEXT, key) \
	FIRST(fingerprint, TEXT, fingerprint) \
	NEXT(created_at_ms, TIME, created_at_ms) \
	NEXT(status, INT, status) \
	NEXT(location, TEXT, location) \
	NEXT(etag, TEXT, etag) \
	NEXT(body, TEXT, body)

#define SELECT "SELECT " COLUMN_NAMES(RESPONSE_COLUMNS) " FROM kept_answer "
#define UPSERT \
	"INSERT INTO kept_answer (" COLUMN_NAMES(RESPONSE_COLUMNS) ") " \
	"VALUES (" COLUMN_PARAMETERS(RESPONSE_COLUMNS) ") " \
	"ON CONFLICT (scope, request_key) DO UPDATE SET " COLUMN_EXCLUDED(RESPONSE_COLUMNS)
/* clang-format on */

enum { COLUMN_INDEXES(RESPONSE_COLUMNS) };

static struct idempotent_response read(const struct db_cursor *rows, struct arena *arena)
{
	return (struct idempotent_response){COLUMN_MEMBERS(RESPONSE_COLUMNS)};
}

enum status idempotent_response_find(struct db *db, struct text scope, struct text key,
	int64_t now_ms, struct idempotent_response *ret_answer, bool *ret_found,
	struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, SELECT "WHERE scope = $1 AND request_key = $2 AND created_at_ms >= $3",
		DB_ARGS(DB_TEXT(scope), DB_TEXT(key),
			DB_INT(now_ms - IDEMPOTENT_RESPONSE_LIFETIME_MS)));
	*ret_found = db_next(&rows);
	if (*ret_found)
		*ret_answer = read(&rows, fault->arena);
	return db_end(&rows, fault);
}

enum status idempotent_response_insert(
	struct db *db, const struct idempotent_response *row, struct fault *fault)
{
	return db_exec(db, fault, UPSERT, DB_ARGS(COLUMN_VALUES(RESPONSE_COLUMNS)));
}

enum status idempotent_response_purge(struct db *db, int64_t now_ms, struct fault *fault)
{
	return db_exec(db, fault, "DELETE FROM kept_answer WHERE created_at_ms < $1",
		DB_ARGS(DB_INT(now_ms - IDEMPOTENT_RESPONSE_LIFETIME_MS)));
}
