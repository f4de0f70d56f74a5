#include "reviews/feed_position.h"

#include "db/column.h"
#include "reviews/feed_store.h"

enum status feed_position_record_start(struct db *db, int64_t now_ms, struct fault *fault)
{
	enum status status = db_begin(db, DB_WRITE, fault);

	if (status == STATUS_OK)
		status = db_exec(db, fault,
			"INSERT INTO feed_start (started_at_ms, sequence) "
			"SELECT max($1, coalesce((SELECT max(started_at_ms) FROM feed_start), 0) + "
			"1), sequence FROM feed_state WHERE singleton = 1",
			DB_ARGS(DB_INT(now_ms)));
	if (status == STATUS_OK)
		status = db_exec(db, fault,
			"DELETE FROM feed_start WHERE started_at_ms <= "
			"(SELECT started_at_ms FROM feed_start ORDER BY started_at_ms DESC "
			"LIMIT 1 OFFSET 1000)",
			DB_NO_ARGS);
	if (status == STATUS_OK)
		status = db_commit(db, fault);
	if (status != STATUS_OK)
		db_rollback(db);
	return status;
}

enum status feed_position_last(
	struct db *db, struct feed_position *ret_position, struct fault *fault)
{
	struct db_cursor rows;
	enum status status = feed_store_last(db, &ret_position->sequence, fault);

	ret_position->started_at_ms = 0;
	if (status != STATUS_OK)
		return status;
	db_query(&rows, db, "SELECT coalesce(max(started_at_ms), 0) FROM feed_start", DB_NO_ARGS);
	return column_end_int(&rows, &ret_position->started_at_ms, fault);
}

static bool parse_number(struct text t, int64_t *ret_number)
{
	return text_to_int64(t, ret_number) && *ret_number >= 0;
}

bool feed_position_parse(struct text t, struct feed_position *ret_position)
{
	struct text sequence;

	/* No opening comes after a bare cursor, whose opening is unknown. */
	ret_position->started_at_ms = INT64_MAX;
	return text_split_next(&t, '-', &sequence) &&
		parse_number(sequence, &ret_position->sequence) &&
		(!text_is_set(t) || parse_number(t, &ret_position->started_at_ms));
}

struct text feed_position_text(struct arena *arena, struct feed_position position)
{
	return arena_printf(arena, "%lld-%lld", (long long)position.sequence,
		(long long)position.started_at_ms);
}

/* *ret_sequence receives the end of the feed at the first opening after the one that the position
 * names; unchanged if there is none. */
static enum status find_next_start(
	struct db *db, struct feed_position position, int64_t *ret_sequence, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT sequence FROM feed_start WHERE started_at_ms > $1 "
		"ORDER BY started_at_ms LIMIT 1",
		DB_ARGS(DB_INT(position.started_at_ms)));
	return column_end_int(&rows, ret_sequence, fault);
}

enum status feed_position_resolve(
	struct db *db, struct feed_position position, int64_t *ret_sequence, struct fault *fault)
{
	int64_t last = 0, next_start = INT64_MAX;
	enum status status = feed_store_last(db, &last, fault);

	if (status == STATUS_OK)
		status = find_next_start(db, position, &next_start, fault);
	if (position.sequence > next_start)
		position.sequence = next_start;
	*ret_sequence = position.sequence > last ? -1 : position.sequence;
	return status;
}
