#include "reviews/review_store.h"

#include "base/guid.h"
#include "reviews/feedback_store.h"
#include "reviews/report_store.h"
#include "reviews/review_columns.h"
#include "reviews/review_import_item.h"
#include "reviews/review_restore_item.h"
#include "reviews/search_store.h"
#include "reviews/summary_store.h"
#include "reviews/tombstone_store.h"

enum { COLUMN_INDEXES(REVIEW_COLUMNS) };

/* clang-format off */
#define INSERT \
	"INSERT INTO review (" COLUMN_NAMES(REVIEW_COLUMNS_WRITTEN) ") " \
	"VALUES (" COLUMN_PARAMETERS(REVIEW_COLUMNS_WRITTEN) ")"
#define UPDATE \
	"UPDATE review SET (" COLUMN_NAMES_BUT_KEY(REVIEW_COLUMNS_WRITTEN) ") " \
	"= (" COLUMN_PARAMETERS_BUT_KEY(REVIEW_COLUMNS_WRITTEN) ") " \
	"WHERE review_id = $1"
/* clang-format on */

/* Borrows texts if `arena` is NULL. */
static struct review read(const struct db_cursor *rows, struct arena *arena)
{
	return (struct review){COLUMN_MEMBERS(REVIEW_COLUMNS)};
}

struct review review_store_read(const struct db_cursor *rows)
{
	return read(rows, NULL);
}

struct review review_store_copy(const struct db_cursor *rows, struct arena *arena)
{
	return read(rows, arena);
}

void review_store_open(struct db_cursor *rows, struct db *db)
{
	db_query(rows, db, REVIEW_SELECT "ORDER BY sequence", DB_NO_ARGS);
}

void review_store_open_since(struct db_cursor *rows, struct db *db, int64_t sequence)
{
	db_query(rows, db, REVIEW_SELECT "WHERE sequence > $1 ORDER BY sequence",
		DB_ARGS(DB_INT(sequence)));
}

void review_store_open_shown(struct db_cursor *rows, struct db *db)
{
	db_query(rows, db, REVIEW_SELECT "WHERE is_shown = 1 ORDER BY sequence", DB_NO_ARGS);
}

static enum status not_found(struct text review_id, struct fault *fault)
{
	return fault_set(fault, STATUS_NOT_FOUND, "ReviewNotFound", "There is no review %.*s.",
		(int)review_id.length, review_id.data);
}

enum status review_store_get(
	struct db *db, struct text review_id, struct review *ret_review, struct fault *fault)
{
	struct db_cursor rows;
	bool found;
	enum status status;

	db_query(&rows, db, REVIEW_SELECT "WHERE review_id = $1", DB_ARGS(DB_TEXT(review_id)));
	found = db_next(&rows);
	if (found)
		*ret_review = review_store_copy(&rows, fault->arena);
	status = db_end(&rows, fault);
	return status != STATUS_OK || found ? status : not_found(review_id, fault);
}

enum status review_store_get_visible(
	struct db *db, struct text review_id, struct review *ret_review, struct fault *fault)
{
	enum status status = review_store_get(db, review_id, ret_review, fault);

	return status != STATUS_OK || review_is_visible(ret_review) ? status
								    : not_found(review_id, fault);
}

static enum status insert_row(struct db *db, const struct review *row, struct fault *fault)
{
	return db_exec(db, fault, INSERT, DB_ARGS(COLUMN_VALUES(REVIEW_COLUMNS_WRITTEN)));
}

static enum status update_row(struct db *db, const struct review *row, struct fault *fault)
{
	enum status status =
		db_exec(db, fault, UPDATE, DB_ARGS(COLUMN_VALUES(REVIEW_COLUMNS_WRITTEN)));

	return status != STATUS_OK || db_changes(db) > 0 ? status
							 : not_found(row->review_id, fault);
}

static enum status insert(
	struct db *db, struct review_batch *batch, struct review *review, struct fault *fault)
{
	bool has_id = text_is_set(review->review_id);
	enum status status = review_batch_take_sequence(batch, db, &review->sequence, fault);

	review->number = review->sequence;
	if (!has_id)
		review->review_id = guid_text(fault->arena, guid_new(review->created_at_ms));
	else if (status == STATUS_OK)
		status = tombstone_store_delete(db, review->review_id, fault);
	if (status == STATUS_OK)
		status = insert_row(db, review, fault);
	if (status == STATUS_OK)
		status = search_store_add(db, review, fault);
	if (status != STATUS_OK)
		return status;
	report_store_add_delta(&batch->periods, review, 1);
	summary_store_add_delta(&batch->summaries, review, 1, review->sequence);
	return STATUS_OK;
}

/* Without a batch, uses one for this review alone. */
enum status review_store_insert(
	struct db *db, struct review_batch *batch, struct review *review, struct fault *fault)
{
	struct review_batch own = review_batch_make(fault->arena, 1);
	enum status status = insert(db, batch == NULL ? &own : batch, review, fault);

	return status == STATUS_OK && batch == NULL ? review_batch_flush(&own, db, fault) : status;
}

static enum status replace(struct db *db, struct review_batch *batch, const struct review *old,
	struct review *review, struct fault *fault)
{
	enum status status = review_batch_take_sequence(batch, db, &review->sequence, fault);

	review->number = old->number;
	summary_store_add_delta(&batch->summaries, old, -1, review->sequence);
	/* Each product has its own sequence, because a page of summaries may end between the
	 * two. */
	if (status == STATUS_OK && !text_equal(old->product_id, review->product_id))
		status = review_batch_take_sequence(batch, db, &review->sequence, fault);
	if (status == STATUS_OK)
		status = update_row(db, review, fault);
	if (status == STATUS_OK)
		status = search_store_change(db, old, review, fault);
	report_store_replace_delta(&batch->periods, old, review);
	summary_store_add_delta(&batch->summaries, review, 1, review->sequence);
	return status;
}

enum status review_store_replace(
	struct db *db, const struct review *old, struct review *review, struct fault *fault)
{
	struct review_batch batch = review_batch_make(fault->arena, 1);
	enum status status = replace(db, &batch, old, review, fault);

	return status == STATUS_OK ? review_batch_flush(&batch, db, fault) : status;
}

/* Deletes the review's votes and concerns. */
static enum status delete_feedback(struct db *db, struct text review_id, struct fault *fault)
{
	enum status status = db_exec(db, fault, "DELETE FROM review_vote WHERE review_id = $1",
		DB_ARGS(DB_TEXT(review_id)));

	if (status != STATUS_OK)
		return status;
	return db_exec(db, fault, "DELETE FROM review_concern WHERE review_id = $1",
		DB_ARGS(DB_TEXT(review_id)));
}

enum status review_store_delete(struct db *db, const struct review *review, const char *reason,
	int64_t now_ms, struct fault *fault)
{
	struct review_batch batch = review_batch_make(fault->arena, 1);
	struct feed_change gone = {
		.review = *review, .reason = text_from(reason), .deleted_at_ms = now_ms};
	enum status status = review_batch_take_sequence(&batch, db, &gone.review.sequence, fault);

	summary_store_add_delta(&batch.summaries, review, -1, gone.review.sequence);
	report_store_add_delta(&batch.periods, review, -1);
	if (status == STATUS_OK)
		status = search_store_remove(db, review, fault);
	if (status == STATUS_OK)
		status = delete_feedback(db, review->review_id, fault);
	if (status == STATUS_OK)
		status = db_exec(db, fault, "DELETE FROM review WHERE review_id = $1",
			DB_ARGS(DB_TEXT(review->review_id)));
	if (status == STATUS_OK)
		status = tombstone_store_insert(db, &gone, fault);
	return status == STATUS_OK ? review_batch_flush(&batch, db, fault) : status;
}

/* Copies fields that the import omits from the stored review. */
static void merge_omitted(struct review *review, const struct review *old, struct arena *arena)
{
	review->review_id = old->review_id;
	review->sequence = old->sequence;
	review->number = old->number;
	review->created_at_ms = old->created_at_ms;
	review_import_item_merge_omitted(arena, review, old);
	if (review->lacks_submitted_at)
		review->submitted_at_ms = old->submitted_at_ms;
	if (!text_is_set(review->user_email))
		review->user_email_hash = old->user_email_hash;
}

/* Finds the stored review that the import item updates. */
static enum status find_target(struct db *db, const struct review *review, struct review *ret_old,
	bool *ret_found, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, REVIEW_SELECT "WHERE source = $1 AND external_id = $2",
		DB_ARGS(DB_TEXT(review->source), DB_TEXT(review->external_id)));
	*ret_found = db_next(&rows);
	if (*ret_found)
		*ret_old = review_store_copy(&rows, fault->arena);
	return db_end(&rows, fault);
}

enum status review_store_upsert(struct db *db, struct review_batch *batch, struct review *review,
	enum review_outcome *ret_outcome, struct fault *fault)
{
	struct review old;
	bool found;
	enum status status = find_target(db, review, &old, &found, fault);

	*ret_outcome = REVIEW_CREATED;
	if (status != STATUS_OK)
		return status;
	if (!found)
		return insert(db, batch, review, fault);
	merge_omitted(review, &old, fault->arena);
	status = feedback_store_raise_to_stored_votes(db, &old, review, fault);
	if (status != STATUS_OK)
		return status;
	*ret_outcome = review_content_equals(&old, review) ? REVIEW_UNCHANGED : REVIEW_UPDATED;
	return *ret_outcome == REVIEW_UNCHANGED ? STATUS_OK
						: replace(db, batch, &old, review, fault);
}

/* Finds out if a review with another id has the item's source and external id. */
static enum status find_external_id_owner(
	struct db *db, const struct review *review, bool *ret_found, struct fault *fault)
{
	struct db_cursor rows;

	*ret_found = false;
	if (!text_is_set(review->external_id))
		return STATUS_OK;
	db_query(&rows, db,
		"SELECT review_id FROM review WHERE source = $1 AND external_id = $2 "
		"AND review_id <> $3",
		DB_ARGS(DB_TEXT(review->source), DB_TEXT(review->external_id),
			DB_TEXT(review->review_id)));
	*ret_found = db_next(&rows);
	return db_end(&rows, fault);
}

static enum status find_by_id(struct db *db, struct text review_id, struct review *ret_old,
	bool *ret_found, struct fault *fault)
{
	enum status status = review_store_get(db, review_id, ret_old, fault);

	*ret_found = status == STATUS_OK;
	if (status == STATUS_NOT_FOUND)
		fault_clear(fault);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status review_store_restore(struct db *db, struct review_batch *batch, struct review *review,
	enum review_outcome *ret_outcome, struct fault *fault)
{
	struct review old;
	bool found = false, taken;
	enum status status = find_external_id_owner(db, review, &taken, fault);

	*ret_outcome = taken ? REVIEW_EXTERNAL_ID_TAKEN : REVIEW_CREATED;
	if (status == STATUS_OK && !taken)
		status = find_by_id(db, review->review_id, &old, &found, fault);
	if (status != STATUS_OK || taken)
		return status;
	if (!found)
		return insert(db, batch, review, fault);
	review->sequence = old.sequence;
	review->number = old.number;
	review_restore_item_merge_omitted(fault->arena, review, &old);
	*ret_outcome = review_equals(&old, review) ? REVIEW_UNCHANGED : REVIEW_UPDATED;
	return *ret_outcome == REVIEW_UNCHANGED ? STATUS_OK
						: replace(db, batch, &old, review, fault);
}
