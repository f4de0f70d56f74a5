#include "reviews/job_store.h"

#include "db/column.h"

/* clang-format off */
#define JOB_COLUMNS(KEY, FIRST, NEXT) \
	KEY(id, TEXT, id) \
	FIRST(kind, TEXT, kind) \
	NEXT(state, STATE, state) \
	NEXT(created_at_ms, TIME, created_at_ms) \
	NEXT(finished_at_ms, TIME_OR_NULL, finished_at_ms) \
	NEXT(created_by, TEXT, created_by) \
	NEXT(caller_id, TEXT, caller_id) \
	NEXT(options, JSON, options) \
	NEXT(done_bytes, INT, done_bytes) \
	NEXT(total_bytes, INT, total_bytes) \
	NEXT(done_items, INT, done_items) \
	NEXT(result_bytes, INT, result_bytes) \
	NEXT(counts, JSON, counts) \
	NEXT(fault, JSON, fault) \
	NEXT(owner, TEXT, owner) \
	NEXT(attempt, INT, attempt) \
	NEXT(beat, INT, beat)

#define SELECT "SELECT " COLUMN_NAMES(JOB_COLUMNS) " FROM job "
#define INSERT \
	"INSERT INTO job (" COLUMN_NAMES(JOB_COLUMNS) ") " \
	"VALUES (" COLUMN_PARAMETERS(JOB_COLUMNS) ")"
/* clang-format on */

enum { COLUMN_INDEXES(JOB_COLUMNS) };

static const char job_taken[] = "JobTaken";

static const char *const state_names[] = {
	[JOB_QUEUED] = "queued",
	[JOB_RUNNING] = "running",
	[JOB_SUCCEEDED] = "succeeded",
	[JOB_FAILED] = "failed",
};

const char *job_store_state_name(enum job_state state)
{
	return state_names[state];
}

#define COLUMN_VALUE_STATE(arena_, row_, member_) DB_TEXT(text_from(state_names[(row_)->member_]))
#define COLUMN_READ_STATE(arena_, rows_, index_)                                                   \
	(enum job_state) COLUMN_READ_NAME(rows_, index_, state_names, JOB_FAILED)

static struct job read_job(const struct db_cursor *rows, struct arena *arena)
{
	return (struct job){COLUMN_MEMBERS(JOB_COLUMNS)};
}

enum status job_store_add(struct db *db, const struct job *row, struct fault *fault)
{
	return db_exec(db, fault, INSERT, DB_ARGS(COLUMN_VALUES(JOB_COLUMNS)));
}

/* Reads the only row of a query, and ends the query. */
static enum status read_one(
	struct db_cursor *rows, struct job *ret_job, bool *ret_found, struct fault *fault)
{
	*ret_found = db_next(rows);
	if (*ret_found)
		*ret_job = read_job(rows, fault->arena);
	return db_end(rows, fault);
}

enum status job_store_get(struct db *db, struct text id, struct job *ret_job, struct fault *fault)
{
	struct db_cursor rows;
	bool found;
	enum status status;

	db_query(&rows, db, SELECT "WHERE id = $1", DB_ARGS(DB_TEXT(id)));
	status = read_one(&rows, ret_job, &found, fault);
	if (status != STATUS_OK || found)
		return status;
	return fault_set(fault, STATUS_NOT_FOUND, "JobNotFound",
		"This caller has no job %.*s; jobs are deleted seven days after they "
		"end.",
		(int)id.length, id.data);
}

enum status job_store_next(struct db *db, struct text after_caller, struct job *ret_job,
	bool *ret_found, struct fault *fault)
{
	struct db_cursor rows;

	/* The condition id > '' is always true. It makes SQLite 3.46 use the index of unfinished
	 * jobs even if its statistics were taken while there were none. */
	db_query(&rows, db,
		SELECT "WHERE state IN ('queued', 'running') AND id > '' "
		       "ORDER BY caller_id <= $1, caller_id, id LIMIT 1",
		DB_ARGS(DB_TEXT(after_caller)));
	return read_one(&rows, ret_job, ret_found, fault);
}

/* Returns STATUS_CONFLICT if the statement changed no row: another process then owns the job. */
static enum status check_fence(struct db *db, enum status status, struct fault *fault)
{
	if (status != STATUS_OK || db_changes(db) == 1)
		return status;
	return fault_set(fault, STATUS_CONFLICT, job_taken, "Another process is running the job.");
}

enum status job_store_claim(struct db *db, struct job *job, struct text owner, struct fault *fault)
{
	enum status status = db_exec(db, fault,
		"UPDATE job SET owner = $2, attempt = attempt + 1, beat = beat + 1, "
		"state = 'running' "
		"WHERE id = $1 AND attempt = $3 AND beat = $4 AND finished_at_ms IS NULL",
		DB_ARGS(DB_TEXT(job->id), DB_TEXT(owner), DB_INT(job->attempt), DB_INT(job->beat)));

	status = check_fence(db, status, fault);
	if (status == STATUS_OK) {
		job->owner = owner;
		job->attempt++;
		job->state = JOB_RUNNING;
	}
	return status;
}

#define FENCE "WHERE id = $1 AND owner = $2 AND attempt = $3 AND finished_at_ms IS NULL"
#define FENCE_ARGS(job_) DB_TEXT((job_)->id), DB_TEXT((job_)->owner), DB_INT((job_)->attempt)

enum status job_store_heartbeat(struct db *db, const struct job *job, struct fault *fault)
{
	return check_fence(db,
		db_exec(db, fault, "UPDATE job SET beat = beat + 1 " FENCE,
			DB_ARGS(FENCE_ARGS(job))),
		fault);
}

enum status job_store_release(struct db *db, const struct job *job, struct fault *fault)
{
	return check_fence(db,
		db_exec(db, fault, "UPDATE job SET owner = NULL, beat = beat + 1 " FENCE,
			DB_ARGS(FENCE_ARGS(job))),
		fault);
}

enum status job_store_update(struct db *db, const struct job *job, struct fault *fault)
{
	return check_fence(db,
		db_exec(db, fault,
			"UPDATE job SET state = $4, finished_at_ms = $5, done_bytes = $6, "
			"done_items = $7, result_bytes = $8, counts = $9, fault = $10, "
			"options = $11, beat = beat + 1 " FENCE,
			DB_ARGS(FENCE_ARGS(job), DB_TEXT(text_from(state_names[job->state])),
				DB_INT_OR_NULL(job->finished_at_ms != 0, job->finished_at_ms),
				DB_INT(job->done_bytes), DB_INT(job->done_items),
				DB_INT(job->result_bytes), DB_TEXT(job->counts),
				DB_TEXT(job->fault), DB_TEXT(job->options))),
		fault);
}

bool job_store_is_claimed_elsewhere(const struct fault *fault)
{
	return fault->status == STATUS_CONFLICT && fault->code == job_taken;
}

/* Other jobs than erasures are purged, so the scan passes over few jobs of other kinds. */
enum status job_store_list(struct db *db, struct text kind, struct text before, size_t limit,
	struct job **ret_jobs, size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;

	*ret_jobs = arena_array(fault->arena, limit + 1, sizeof(**ret_jobs));
	*ret_count = 0;
	/* Every GUID is less than "g". */
	db_query(&rows, db,
		SELECT "WHERE id < $1 "
		       "AND (CAST($2 AS TEXT) IS NULL OR kind = $2) ORDER BY id DESC LIMIT $3",
		DB_ARGS(DB_TEXT(text_is_set(before) ? before : TEXT("g")), DB_TEXT(kind),
			DB_INT((int64_t)limit)));
	while (*ret_count < limit && db_next(&rows))
		(*ret_jobs)[(*ret_count)++] = read_job(&rows, fault->arena);
	return db_end(&rows, fault);
}

enum status job_store_purge(struct db *db, int64_t before_ms, struct fault *fault)
{
	return db_exec(db, fault,
		"DELETE FROM job WHERE finished_at_ms IS NOT NULL AND finished_at_ms < $1 "
		"AND kind <> 'erasure'",
		DB_ARGS(DB_INT(before_ms)));
}

enum status job_store_count_unfinished(struct db *db, const struct job *job,
	struct job_store_totals *ret_own, struct job_store_totals *ret_all, struct fault *fault)
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
		*ret_all = (struct job_store_totals){
			db_int(&rows, ALL_COUNT), db_int(&rows, ALL_BYTES)};
		*ret_own = (struct job_store_totals){
			db_int(&rows, OWN_COUNT), db_int(&rows, OWN_BYTES)};
	}
	return db_end(&rows, fault);
}

enum status job_store_has_others(
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
