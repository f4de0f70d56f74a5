#include "reviews/erased_words.h"

#include "db/column.h"

/* The column `round` is NULL before a merge, the merge's name during it, and MERGED after it;
 * during a checkpoint it is IN_CUT followed by the checkpoint's name. */
#define MERGED "'merged'"
#define IN_CUT "'cut '"
#define IS_MERGED "(round = " MERGED " OR round GLOB 'cut *')"
#define HAS_ENDED                                                                                  \
	"NOT EXISTS (SELECT 1 FROM job WHERE job.id = erased_words.job_id "                        \
	"AND finished_at_ms IS NULL)"

enum status erased_words_add(
	struct db *db, struct text job_id, int64_t now_ms, bool has_words, struct fault *fault)
{
	if (has_words)
		return db_exec(db, fault,
			"INSERT INTO erased_words (job_id, since_ms) VALUES ($1, $2) "
			"ON CONFLICT (job_id) DO UPDATE SET since_ms = $2, round = NULL",
			DB_ARGS(DB_TEXT(job_id), DB_INT(now_ms)));
	return db_exec(db, fault,
		"INSERT INTO erased_words (job_id, since_ms, round) VALUES ($1, $2, " MERGED ") "
		"ON CONFLICT (job_id) DO UPDATE SET since_ms = $2",
		DB_ARGS(DB_TEXT(job_id), DB_INT(now_ms)));
}

enum status erased_words_begin_merge(struct db *db, struct text merge_id, struct fault *fault)
{
	return db_exec(db, fault,
		"UPDATE erased_words SET round = $1 WHERE round IS NULL OR NOT " IS_MERGED,
		DB_ARGS(DB_TEXT(merge_id)));
}

enum status erased_words_end_merge(struct db *db, struct text merge_id, struct fault *fault)
{
	return db_exec(db, fault, "UPDATE erased_words SET round = " MERGED " WHERE round = $1",
		DB_ARGS(DB_TEXT(merge_id)));
}

enum status erased_words_begin_checkpoint(
	struct db *db, struct text checkpoint_id, bool *ret_has_any, struct fault *fault)
{
	enum status status = db_exec(db, fault,
		"UPDATE erased_words SET round = " IN_CUT " || $1 WHERE " IS_MERGED
		" AND " HAS_ENDED,
		DB_ARGS(DB_TEXT(checkpoint_id)));

	*ret_has_any = status == STATUS_OK && db_changes(db) > 0;
	return status;
}

enum status erased_words_end_checkpoint(
	struct db *db, struct text checkpoint_id, struct fault *fault)
{
	return db_exec(db, fault, "DELETE FROM erased_words WHERE round = " IN_CUT " || $1",
		DB_ARGS(DB_TEXT(checkpoint_id)));
}

enum status erased_words_since(
	struct db *db, struct text job_id, int64_t *ret_since_ms, struct fault *fault)
{
	struct db_cursor rows;

	*ret_since_ms = 0;
	db_query(&rows, db, "SELECT since_ms FROM erased_words WHERE job_id = $1",
		DB_ARGS(DB_TEXT(job_id)));
	return column_end_int(&rows, ret_since_ms, fault);
}

/* Ignores erasures whose jobs still run: each job ends with its own merge and checkpoint. */
enum status erased_words_read_pending(
	struct db *db, struct erased_words_pending *ret_pending, struct fault *fault)
{
	enum { OLDEST_MS, ALL, MERGED_ONES };
	struct db_cursor rows;

	*ret_pending = (struct erased_words_pending){0};
	db_query(&rows, db,
		"SELECT min(since_ms), count(*), count(*) FILTER (WHERE " IS_MERGED ") "
		"FROM erased_words WHERE " HAS_ENDED,
		DB_NO_ARGS);
	if (db_next(&rows)) {
		ret_pending->oldest_ms = db_int(&rows, OLDEST_MS);
		ret_pending->needs_merge = db_int(&rows, ALL) > db_int(&rows, MERGED_ONES);
		ret_pending->needs_checkpoint = db_int(&rows, MERGED_ONES) > 0;
	}
	return db_end(&rows, fault);
}
