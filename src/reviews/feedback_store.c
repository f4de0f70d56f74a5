#include "reviews/feedback_store.h"

#include "reviews/report_store.h"
#include "reviews/review_batch.h"

const char *const feedback_store_reasons[FEEDBACK_STORE_REASONS] = {
	"profanity", "offensive", "spam"};

enum vote { VOTE_NONE, VOTE_HELPFUL, VOTE_UNHELPFUL };

static enum status find_vote(struct db *db, struct text review_id, struct text voter_id,
	enum vote *ret_vote, struct fault *fault)
{
	enum { IS_HELPFUL };
	struct db_cursor rows;

	*ret_vote = VOTE_NONE;
	db_query(&rows, db,
		"SELECT is_helpful FROM review_vote WHERE review_id = $1 AND voter_id = $2",
		DB_ARGS(DB_TEXT(review_id), DB_TEXT(voter_id)));
	if (db_next(&rows))
		*ret_vote = db_int(&rows, IS_HELPFUL) != 0 ? VOTE_HELPFUL : VOTE_UNHELPFUL;
	return db_end(&rows, fault);
}

static void count_vote(struct review *review, enum vote vote, int by)
{
	if (vote == VOTE_HELPFUL)
		review->helpful_positive += by;
	else if (vote == VOTE_UNHELPFUL)
		review->helpful_negative += by;
}

/* Stores the counts of `review`; `old` has the previous ones. */
static enum status store_counts(
	struct db *db, const struct review *old, struct review *review, struct fault *fault)
{
	struct review_batch batch = review_batch_make(fault->arena, 1);
	enum status status = review_batch_take_sequence(&batch, db, &review->sequence, fault);

	report_store_replace_delta(&batch.periods, old, review);
	if (status == STATUS_OK)
		status = db_exec(db, fault,
			"UPDATE review SET sequence = $2, helpful_positive = $3, "
			"helpful_negative = $4, helpful_score = $5, concern_count = $6 "
			"WHERE review_id = $1",
			DB_ARGS(DB_TEXT(review->review_id), DB_INT(review->sequence),
				DB_INT(review->helpful_positive), DB_INT(review->helpful_negative),
				DB_INT(review->helpful_positive - review->helpful_negative),
				DB_INT(review->concern_count)));
	return status == STATUS_OK ? review_batch_flush(&batch, db, fault) : status;
}

static enum status change_concerns(
	struct db *db, struct review *review, int64_t count, struct fault *fault)
{
	const struct review old = *review;

	review->concern_count = count;
	return store_counts(db, &old, review, fault);
}

static enum status change_vote(
	struct db *db, struct review *review, enum vote old, enum vote vote, struct fault *fault)
{
	const struct review before = *review;

	if (old == vote)
		return STATUS_OK;
	count_vote(review, old, -1);
	count_vote(review, vote, 1);
	return store_counts(db, &before, review, fault);
}

enum status feedback_store_vote(struct db *db, struct review *review,
	const struct feedback_author *voter, bool is_helpful, int64_t now_ms, struct fault *fault)
{
	enum vote old;
	enum status status = find_vote(db, review->review_id, voter->id, &old, fault);

	/* An identical vote is stored too, because it may be the first one with an e-mail. */
	if (status == STATUS_OK)
		status = db_exec(db, fault,
			"INSERT INTO review_vote (review_id, voter_id, voter_email_hash, "
			"is_helpful, voted_at_ms) "
			"VALUES ($1, $2, $3, $4, $5) "
			"ON CONFLICT (review_id, voter_id) DO UPDATE SET "
			"voter_email_hash = coalesce($3, review_vote.voter_email_hash), "
			"is_helpful = $4, voted_at_ms = $5",
			DB_ARGS(DB_TEXT(review->review_id), DB_TEXT(voter->id),
				DB_TEXT(voter->email_hash), DB_INT(is_helpful), DB_INT(now_ms)));
	if (status != STATUS_OK)
		return status;
	return change_vote(db, review, old, is_helpful ? VOTE_HELPFUL : VOTE_UNHELPFUL, fault);
}

enum status feedback_store_withdraw(
	struct db *db, struct review *review, struct text voter_id, struct fault *fault)
{
	enum vote old;
	enum status status = find_vote(db, review->review_id, voter_id, &old, fault);

	if (status == STATUS_OK)
		status = db_exec(db, fault,
			"DELETE FROM review_vote WHERE review_id = $1 AND voter_id = $2",
			DB_ARGS(DB_TEXT(review->review_id), DB_TEXT(voter_id)));
	return status == STATUS_OK ? change_vote(db, review, old, VOTE_NONE, fault) : status;
}

static enum status has_concern(struct db *db, struct text review_id, struct text reporter_id,
	bool *ret_has, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT 1 FROM review_concern WHERE review_id = $1 AND reporter_id = $2",
		DB_ARGS(DB_TEXT(review_id), DB_TEXT(reporter_id)));
	*ret_has = db_next(&rows);
	return db_end(&rows, fault);
}

enum status feedback_store_report(struct db *db, struct review *review,
	const struct feedback_author *reporter, struct text reason, int64_t now_ms,
	struct fault *fault)
{
	bool again;
	enum status status = has_concern(db, review->review_id, reporter->id, &again, fault);

	if (status == STATUS_OK)
		status = db_exec(db, fault,
			"INSERT INTO review_concern (review_id, reporter_id, reporter_email_hash, "
			"reason, reported_at_ms) "
			"VALUES ($1, $2, $3, $4, $5) "
			"ON CONFLICT (review_id, reporter_id) DO UPDATE SET "
			"reporter_email_hash = coalesce($3, review_concern.reporter_email_hash), "
			"reason = $4, reported_at_ms = $5",
			DB_ARGS(DB_TEXT(review->review_id), DB_TEXT(reporter->id),
				DB_TEXT(reporter->email_hash), DB_TEXT(reason), DB_INT(now_ms)));
	if (status != STATUS_OK || again)
		return status;
	return change_concerns(db, review, review->concern_count + 1, fault);
}

enum status feedback_store_retract(
	struct db *db, struct review *review, struct text reporter_id, struct fault *fault)
{
	enum status status = db_exec(db, fault,
		"DELETE FROM review_concern WHERE review_id = $1 AND reporter_id = $2",
		DB_ARGS(DB_TEXT(review->review_id), DB_TEXT(reporter_id)));

	if (status != STATUS_OK || db_changes(db) == 0)
		return status;
	return change_concerns(
		db, review, review->concern_count - (review->concern_count > 0), fault);
}

static void set_at_least(int64_t *count, int64_t least)
{
	if (*count < least)
		*count = least;
}

enum status feedback_store_raise_to_stored_votes(
	struct db *db, const struct review *old, struct review *review, struct fault *fault)
{
	enum { HELPFUL, ALL };
	struct db_cursor rows;

	/* The counts of `old` include all stored votes, so counts that are not lower need no
	 * query. */
	if (review->helpful_positive >= old->helpful_positive &&
		review->helpful_negative >= old->helpful_negative)
		return STATUS_OK;
	db_query(&rows, db,
		"SELECT coalesce(sum(is_helpful), 0), count(*) "
		"FROM review_vote WHERE review_id = $1",
		DB_ARGS(DB_TEXT(old->review_id)));
	if (db_next(&rows)) {
		set_at_least(&review->helpful_positive, db_int(&rows, HELPFUL));
		set_at_least(
			&review->helpful_negative, db_int(&rows, ALL) - db_int(&rows, HELPFUL));
	}
	return db_end(&rows, fault);
}
