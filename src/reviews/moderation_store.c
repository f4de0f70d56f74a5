#include "reviews/moderation_store.h"

#include "db/column.h"
#include "reviews/review_store.h"

const struct field_name moderation_store_status_names[] = {
	{"published", MODERATION_PUBLISHED}, {"unpublished", MODERATION_UNPUBLISHED}, {NULL, 0}};

const struct field_name moderation_store_concern_names[] = {{"takenDown", MODERATION_TAKEN_DOWN},
	{"responded", MODERATION_RESPONDED}, {"reported", MODERATION_REPORTED}, {NULL, 0}};

#define STATE_BYTES_MAX 16384

#define LISTED "SELECT review_id, submitted_at_ms FROM review WHERE "

/* $1: earliest time; $2, $3: the page begins after this position; $4 to $11: the filter; $12:
 * limit; $13: full-text query. */
#define FILTERED                                                                                   \
	"submitted_at_ms >= $1 AND (submitted_at_ms, review_id) < ($2, $3) "                       \
	"AND (CAST($4 AS TEXT) IS NULL OR product_id = $4) "                                       \
	"AND (CAST($5 AS TEXT) IS NULL OR channel_id = $5) "                                       \
	"AND (CAST($6 AS BIGINT) IS NULL OR rating = $6) "                                         \
	"AND (CAST($7 AS BIGINT) IS NULL OR is_published = $7) "                                   \
	"AND (CAST($8 AS BIGINT) IS NULL OR is_taken_down = $8) "                                  \
	"AND (CAST($9 AS BIGINT) = 0 OR is_taken_down = 1) "                                       \
	"AND (CAST($10 AS BIGINT) = 0 OR concern_count > 0) "                                      \
	"AND (CAST($11 AS BIGINT) = 0 OR response_id IS NOT NULL) "                                \
	"ORDER BY submitted_at_ms DESC, review_id DESC LIMIT $12"

#define FOUND                                                                                      \
	"review_id IN (SELECT review_id FROM review_search WHERE review_search MATCH $13 "         \
	"ORDER BY rowid DESC LIMIT 10000) "

#define VALUES 13

/* Chooses the statement whose index yields the fewest rows. */
static void open_list(struct db_cursor *rows, struct db *db, const struct moderation_query *query,
	const struct db_value values[VALUES])
{
	if (text_is_set(query->match))
		db_query(rows, db, LISTED FOUND "AND " FILTERED, values, VALUES);
	else if (text_is_set(query->product_id))
		db_query(rows, db, LISTED "product_id = $4 AND " FILTERED, values, VALUES - 1);
	else if (query->concern & MODERATION_TAKEN_DOWN)
		db_query(rows, db, LISTED "is_taken_down = 1 AND " FILTERED, values, VALUES - 1);
	else if (query->concern & MODERATION_REPORTED)
		db_query(rows, db, LISTED "concern_count > 0 AND " FILTERED, values, VALUES - 1);
	else if (query->status == MODERATION_UNPUBLISHED)
		db_query(rows, db, LISTED "is_published = 0 AND is_taken_down = 0 AND " FILTERED,
			values, VALUES - 1);
	else if (query->concern & MODERATION_RESPONDED)
		db_query(rows, db, LISTED "response_id IS NOT NULL AND " FILTERED, values,
			VALUES - 1);
	else if (text_is_set(query->channel_id))
		db_query(rows, db, LISTED "channel_id = $5 AND " FILTERED, values, VALUES - 1);
	else if (query->rating != 0)
		db_query(rows, db, LISTED "rating = $6 AND " FILTERED, values, VALUES - 1);
	else
		db_query(rows, db, LISTED FILTERED, values, VALUES - 1);
}

/* Returns the position after which the page begins: the end of the previous page, or of the
 * period. */
static struct moderation_cursor upper_bound(const struct moderation_query *query)
{
	if (text_is_set(query->before_id))
		return (struct moderation_cursor){query->before_id, query->before_ms};
	return (struct moderation_cursor){
		TEXT(""), query->until_ms > 0 ? query->until_ms : INT64_MAX};
}

enum status moderation_store_list(struct db *db, const struct moderation_query *query,
	struct moderation_cursor **ret_cursors, size_t *ret_count, struct fault *fault)
{
	bool by_status =
		query->status == MODERATION_PUBLISHED || query->status == MODERATION_UNPUBLISHED;
	bool unpublished = query->status == MODERATION_UNPUBLISHED;
	struct moderation_cursor bound = upper_bound(query);
	struct moderation_cursor *cursors =
		arena_array(fault->arena, (size_t)query->limit + 1, sizeof(*cursors));
	const struct db_value values[VALUES] = {DB_INT(query->from_ms),
		DB_INT(bound.submitted_at_ms), DB_TEXT(bound.review_id), DB_TEXT(query->product_id),
		DB_TEXT(query->channel_id), DB_INT_OR_NULL(query->rating != 0, query->rating),
		DB_INT_OR_NULL(by_status, !unpublished), DB_INT_OR_NULL(unpublished, 0),
		DB_INT((query->concern & MODERATION_TAKEN_DOWN) != 0),
		DB_INT((query->concern & MODERATION_REPORTED) != 0),
		DB_INT((query->concern & MODERATION_RESPONDED) != 0), DB_INT(query->limit),
		DB_TEXT(query->match)};
	enum { REVIEW_ID, SUBMITTED_AT_MS };
	size_t count = 0;
	struct db_cursor rows;

	open_list(&rows, db, query, values);
	while (db_next(&rows))
		cursors[count++] =
			(struct moderation_cursor){column_text(fault->arena, &rows, REVIEW_ID),
				db_int(&rows, SUBMITTED_AT_MS)};
	*ret_cursors = cursors;
	*ret_count = count;
	return db_end(&rows, fault);
}

enum status moderation_store_count_concerns(struct db *db, struct text review_id,
	int64_t ret_counts[FEEDBACK_STORE_REASONS], struct fault *fault)
{
	struct db_cursor rows;
	bool found;

	db_query(&rows, db,
		"SELECT COUNT(CASE WHEN reason = 'profanity' THEN 1 END), "
		"COUNT(CASE WHEN reason = 'offensive' THEN 1 END), "
		"COUNT(CASE WHEN reason = 'spam' THEN 1 END) "
		"FROM review_concern WHERE review_id = $1",
		DB_ARGS(DB_TEXT(review_id)));
	found = db_next(&rows);
	for (int i = 0; i < FEEDBACK_STORE_REASONS; i++)
		ret_counts[i] = found ? db_int(&rows, i) : 0;
	return db_end(&rows, fault);
}

struct text moderation_store_state(struct fault *fault, const struct review *review)
{
	struct jsonwrite out = jsonwrite_make(fault->arena, STATE_BYTES_MAX);
	struct text state;

	jsonwrite_open(&out, '{');
	jsonwrite_bool(&out, "isPublished", review->is_published);
	jsonwrite_bool(&out, "isTakenDown", review->is_taken_down);
	jsonwrite_text(&out, "takeDownReason", review->take_down_reason);
	jsonwrite_text(&out, "responseId", review->response_id);
	if (text_is_set(review->response_id))
		jsonwrite_time(&out, "responseDateTime", review->response_at_ms);
	jsonwrite_bool(&out, "updatedSinceResponse", review->updated_since_response);
	jsonwrite_close(&out, '}');
	return jsonwrite_finish(&out, &state, fault) == STATUS_OK ? state : TEXT_NONE;
}

static bool same_moderation(const struct review *a, const struct review *b)
{
	return a->is_published == b->is_published && a->is_taken_down == b->is_taken_down &&
		a->updated_since_response == b->updated_since_response &&
		text_equal(a->take_down_reason, b->take_down_reason) &&
		text_equal(a->response_id, b->response_id) &&
		text_equal(a->responder_name, b->responder_name) &&
		text_equal(a->response_text, b->response_text);
}

enum status moderation_store_save(struct db *db, const struct review *old, struct review *review,
	int64_t now_ms, bool *ret_changed, struct fault *fault)
{
	*ret_changed = !same_moderation(old, review);
	if (!*ret_changed) {
		*review = *old;
		return STATUS_OK;
	}
	review->last_modified_at_ms = now_ms;
	return review_store_replace(db, old, review, fault);
}
