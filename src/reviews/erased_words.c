#include "reviews/erased_words.h"

enum status erased_words_add(struct db *db, struct text job_id, int64_t now_ms, struct fault *fault)
{
	return db_do(db, fault,
		"INSERT INTO erased_words (job_id, since_ms) VALUES ($1, $2) "
		"ON CONFLICT (job_id) DO UPDATE SET since_ms = $2, round = NULL",
		DB_ARGS(DB_TEXT(job_id), DB_INT(now_ms)));
}

enum status erased_words_begin(struct db *db, struct text round, struct fault *fault)
{
	return db_do(db, fault, "UPDATE erased_words SET round = $1", DB_ARGS(DB_TEXT(round)));
}

enum status erased_words_end(struct db *db, struct text round, struct fault *fault)
{
	return db_do(
		db, fault, "DELETE FROM erased_words WHERE round = $1", DB_ARGS(DB_TEXT(round)));
}

static enum status take_time(struct db_cursor *rows, int64_t *ret_time_ms, struct fault *fault)
{
	*ret_time_ms = db_next(rows) ? db_int(rows, 0) : 0;
	return db_end(rows, fault);
}

enum status erased_words_since(
	struct db *db, struct text job_id, int64_t *ret_since_ms, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, "SELECT since_ms FROM erased_words WHERE job_id = $1",
		DB_ARGS(DB_TEXT(job_id)));
	return take_time(&rows, ret_since_ms, fault);
}

/* An erasure that goes on ends with a round of its own. */
enum status erased_words_oldest(struct db *db, int64_t *ret_since_ms, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT min(since_ms) FROM erased_words WHERE NOT EXISTS (SELECT 1 FROM job "
		"WHERE job.id = erased_words.job_id AND finished_at_ms IS NULL)",
		DB_NO_ARGS);
	return take_time(&rows, ret_since_ms, fault);
}
