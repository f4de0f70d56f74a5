#include "registry/registry_state.h"

#include "db/column.h"

enum status registry_state_read(
	struct db *db, struct registry_state *ret_state, struct fault *fault)
{
	enum { REVISION, REQUIRE_MODERATOR, LAST_MODIFIED_AT_MS, LAST_MODIFIED_BY };
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT revision, require_moderator, last_modified_at_ms, last_modified_by "
		"FROM registry_state WHERE singleton = 1",
		DB_NO_ARGS);
	if (db_next(&rows))
		*ret_state = (struct registry_state){.revision = db_int(&rows, REVISION),
			.require_moderator = db_int(&rows, REQUIRE_MODERATOR) != 0,
			.last_modified_at_ms = db_int(&rows, LAST_MODIFIED_AT_MS),
			.last_modified_by = column_text(fault->arena, &rows, LAST_MODIFIED_BY)};
	return db_end(&rows, fault);
}

enum status registry_state_advance(struct db *db, const struct registry_change *change,
	int64_t *ret_revision, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"UPDATE registry_state SET revision = revision + 1, last_modified_at_ms = $1, "
		"last_modified_by = $2 WHERE singleton = 1 RETURNING revision",
		DB_ARGS(DB_INT(change->now_ms), DB_TEXT(change->by)));
	return column_end_int(&rows, ret_revision, fault);
}

enum status registry_state_set_moderator(struct db *db, bool require_moderator, struct fault *fault)
{
	return db_exec(db, fault,
		"UPDATE registry_state SET require_moderator = $1 WHERE singleton = 1",
		DB_ARGS(DB_INT(require_moderator)));
}
