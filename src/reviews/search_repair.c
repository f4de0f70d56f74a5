#include "reviews/search_repair.h"

#include "reviews/search_levels.h"

/* The structure record of an empty index: the cookie and three counts. */
#define EMPTY_RECORD TEXT("\0\0\0\0\0\0\0")

/* An unreadable index is a result; a temporary error is a fault. */
static enum status interpret(const struct fault *found, bool *ret_is_sound, struct fault *fault)
{
	*ret_is_sound = found->status == STATUS_OK;
	if (found->status == STATUS_UNAVAILABLE && !db_is_search_broken(found))
		return fault_propagate(fault, found);
	return STATUS_OK;
}

enum status search_repair_probe(struct db *db, bool *ret_is_sound, struct fault *fault)
{
	struct fault inner = fault_make(fault->arena);
	struct db_cursor rows;
	bool is_truncated = false;

	db_query(&rows, db,
		"SELECT rowid FROM review_search WHERE review_search MATCH '\"x\"' LIMIT 1",
		DB_NO_ARGS);
	db_next(&rows);
	if (db_end(&rows, &inner) == STATUS_OK)
		search_levels_is_truncated(db, &is_truncated, &inner);
	if (interpret(&inner, ret_is_sound, fault) == STATUS_OK && is_truncated)
		*ret_is_sound = false;
	return fault->status;
}

enum status search_repair_verify(struct db *db, bool *ret_is_sound, struct fault *fault)
{
	struct fault inner = fault_make(fault->arena);

	db_exec(db, &inner, "INSERT INTO review_search (review_search) VALUES ('integrity-check')",
		DB_NO_ARGS);
	return interpret(&inner, ret_is_sound, fault);
}

enum status search_repair_rebuild(struct db *db, struct fault *fault)
{
	enum status status = db_exec_shadow(db, fault,
		"INSERT OR REPLACE INTO review_search_data (id, block) VALUES (10, CAST($1 AS "
		"BLOB))",
		DB_ARGS(DB_TEXT(EMPTY_RECORD)));

	if (status != STATUS_OK)
		return status;
	return db_exec(db, fault, "INSERT INTO review_search (review_search) VALUES ('rebuild')",
		DB_NO_ARGS);
}
