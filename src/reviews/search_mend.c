#include "reviews/search_mend.h"

/* The record of an index without parts: the cookie, and three counts. */
#define EMPTY_RECORD TEXT("\0\0\0\0\0\0\0")

enum status search_mend_check(struct db *db, bool *ret_is_sound, struct fault *fault)
{
	struct fault inner = fault_make(fault->arena);
	struct db_cursor rows;
	enum status status;

	db_query(&rows, db,
		"SELECT rowid FROM review_search WHERE review_search MATCH '\"x\"' LIMIT 1",
		DB_NO_ARGS);
	db_next(&rows);
	status = db_end(&rows, &inner);
	*ret_is_sound = status == STATUS_OK;
	return status == STATUS_UNAVAILABLE ? fault_pass(fault, &inner) : STATUS_OK;
}

enum status search_mend_rebuild(struct db *db, struct fault *fault)
{
	enum status status = db_do_shadow(db, fault,
		"INSERT OR REPLACE INTO review_search_data (id, block) VALUES (10, CAST($1 AS "
		"BLOB))",
		DB_ARGS(DB_TEXT(EMPTY_RECORD)));

	if (status != STATUS_OK)
		return status;
	return db_do(db, fault, "INSERT INTO review_search (review_search) VALUES ('rebuild')",
		DB_NO_ARGS);
}
