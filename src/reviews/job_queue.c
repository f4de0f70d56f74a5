#include "reviews/job_queue.h"

enum status job_queue_totals(struct db *db, const struct job *job, struct job_queue_totals *ret_own,
	struct job_queue_totals *ret_all, struct fault *fault)
{
	enum { ALL_COUNT, ALL_BYTES, OWN_COUNT, OWN_BYTES };
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT count(*), coalesce(sum(total_bytes), 0), "
		"coalesce(sum(caller_id = $2), 0), "
		"coalesce(sum(CASE WHEN caller_id = $2 THEN total_bytes END), 0) "
		"FROM job "
		"WHERE state IN ('queued', 'running') AND id > '' AND kind = $1 AND id <> $3",
		DB_ARGS(DB_TEXT(job->kind), DB_TEXT(job->caller_id), DB_TEXT(job->id)));
	if (db_next(&rows)) {
		*ret_all = (struct job_queue_totals){
			db_int(&rows, ALL_COUNT), db_int(&rows, ALL_BYTES)};
		*ret_own = (struct job_queue_totals){
			db_int(&rows, OWN_COUNT), db_int(&rows, OWN_BYTES)};
	}
	return db_end(&rows, fault);
}

enum status job_queue_has_others(
	struct db *db, struct text caller_id, bool *ret_others, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT 1 FROM job WHERE state IN ('queued', 'running') AND id > '' "
		"AND owner IS NULL AND caller_id <> $1 LIMIT 1",
		DB_ARGS(DB_TEXT(caller_id)));
	*ret_others = db_next(&rows);
	return db_end(&rows, fault);
}
