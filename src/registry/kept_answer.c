#include "registry/kept_answer.h"

enum status kept_answer_find(struct db *db, struct text scope, struct text key, int64_t now_ms,
	struct kept_answer *ret_answer, bool *ret_found, struct fault *fault)
{
	struct arena *arena = fault->arena;
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT fingerprint, created_at_ms, status, location, etag, body FROM kept_answer "
		"WHERE scope = $1 AND request_key = $2 AND created_at_ms >= $3",
		DB_ARGS(DB_TEXT(scope), DB_TEXT(key), DB_INT(now_ms - KEPT_ANSWER_MS)));
	*ret_found = db_next(&rows);
	if (*ret_found)
		*ret_answer = (struct kept_answer){.scope = scope,
			.key = key,
			.fingerprint = arena_text(arena, db_text(&rows, 0)),
			.created_at_ms = db_int(&rows, 1),
			.status = db_int(&rows, 2),
			.location = arena_text(arena, db_text(&rows, 3)),
			.etag = arena_text(arena, db_text(&rows, 4)),
			.body = arena_text(arena, db_text(&rows, 5))};
	return db_end(&rows, fault);
}

enum status kept_answer_add(struct db *db, const struct kept_answer *answer, struct fault *fault)
{
	return db_do(db, fault,
		"INSERT INTO kept_answer (scope, request_key, fingerprint, created_at_ms, status, "
		"location, etag, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
		"ON CONFLICT (scope, request_key) DO UPDATE SET "
		"fingerprint = excluded.fingerprint, created_at_ms = excluded.created_at_ms, "
		"status = excluded.status, location = excluded.location, etag = excluded.etag, "
		"body = excluded.body",
		DB_ARGS(DB_TEXT(answer->scope), DB_TEXT(answer->key), DB_TEXT(answer->fingerprint),
			DB_INT(answer->created_at_ms), DB_INT(answer->status),
			DB_TEXT(answer->location), DB_TEXT(answer->etag), DB_TEXT(answer->body)));
}

enum status kept_answer_purge(struct db *db, int64_t now_ms, struct fault *fault)
{
	return db_do(db, fault, "DELETE FROM kept_answer WHERE created_at_ms < $1",
		DB_ARGS(DB_INT(now_ms - KEPT_ANSWER_MS)));
}
