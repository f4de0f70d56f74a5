#include "reviews/review_store.h"

#include "base/guid.h"
#include "reviews/feedback_store.h"
#include "reviews/report_store.h"
#include "reviews/review_import.h"
#include "reviews/review_restore.h"
#include "reviews/review_row.h"
#include "reviews/search_store.h"
#include "reviews/summary_store.h"

#define COLUMNS REVIEW_ROW_COLUMNS

#define PARAMETERS                                                                                 \
	"$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "   \
	"$20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, "    \
	"$37, $38, $39, $40"

/* Values of a review's columns, in the order of COLUMNS. */
#define ARGS(r_)                                                                                   \
	DB_ARGS(DB_TEXT((r_)->review_id), DB_INT((r_)->sequence), DB_INT((r_)->number),            \
		DB_TEXT((r_)->source), DB_TEXT((r_)->external_id), DB_TEXT((r_)->product_id),      \
		DB_TEXT((r_)->product_name), DB_TEXT((r_)->sku), DB_TEXT((r_)->legal_entity),      \
		DB_INT((r_)->rating), DB_TEXT((r_)->title), DB_TEXT((r_)->review_text),            \
		DB_TEXT((r_)->redacted_title), DB_TEXT((r_)->redacted_text),                       \
		DB_TEXT((r_)->market), DB_TEXT((r_)->locale), DB_TEXT((r_)->channel_id),           \
		DB_TEXT((r_)->user_id), DB_TEXT((r_)->user_name), DB_TEXT((r_)->user_email_hash),  \
		DB_INT((r_)->submitted_at_ms), DB_TEXT((r_)->extended_properties),                 \
		DB_INT((r_)->helpful_positive), DB_INT((r_)->helpful_negative),                    \
		DB_INT((r_)->is_published), DB_INT((r_)->is_taken_down),                           \
		DB_INT((r_)->violations_found), DB_INT((r_)->is_revised),                          \
		DB_INT((r_)->updated_since_response), DB_TEXT((r_)->take_down_reason),             \
		DB_INT((r_)->concern_count), DB_TEXT((r_)->response_id),                           \
		DB_TEXT((r_)->responder_name), DB_TEXT((r_)->response_text),                       \
		DB_TEXT((r_)->redacted_response),                                                  \
		DB_INT_OR_NULL((r_)->response_at_ms != 0, (r_)->response_at_ms),                   \
		DB_INT((r_)->created_at_ms), DB_INT((r_)->last_modified_at_ms),                    \
		DB_INT((r_)->helpful_positive - (r_)->helpful_negative),                           \
		DB_INT(review_is_shown(r_)))

struct review review_store_read(const struct db_cursor *rows)
{
	return (struct review){
		.review_id = db_text(rows, 0),
		.sequence = db_int(rows, 1),
		.number = db_int(rows, 2),
		.source = db_text(rows, 3),
		.external_id = db_text(rows, 4),
		.product_id = db_text(rows, 5),
		.product_name = db_text(rows, 6),
		.sku = db_text(rows, 7),
		.legal_entity = db_text(rows, 8),
		.rating = db_int(rows, 9),
		.title = db_text(rows, 10),
		.review_text = db_text(rows, 11),
		.redacted_title = db_text(rows, 12),
		.redacted_text = db_text(rows, 13),
		.market = db_text(rows, 14),
		.locale = db_text(rows, 15),
		.channel_id = db_text(rows, 16),
		.user_id = db_text(rows, 17),
		.user_name = db_text(rows, 18),
		.user_email_hash = db_text(rows, 19),
		.submitted_at_ms = db_int(rows, 20),
		.extended_properties = db_text(rows, 21),
		.helpful_positive = db_int(rows, 22),
		.helpful_negative = db_int(rows, 23),
		.is_published = db_int(rows, 24) != 0,
		.is_taken_down = db_int(rows, 25) != 0,
		.violations_found = db_int(rows, 26) != 0,
		.is_revised = db_int(rows, 27) != 0,
		.updated_since_response = db_int(rows, 28) != 0,
		.take_down_reason = db_text(rows, 29),
		.concern_count = db_int(rows, 30),
		.response_id = db_text(rows, 31),
		.responder_name = db_text(rows, 32),
		.response_text = db_text(rows, 33),
		.redacted_response = db_text(rows, 34),
		.response_at_ms = db_int(rows, 35),
		.created_at_ms = db_int(rows, 36),
		.last_modified_at_ms = db_int(rows, 37),
	};
}

struct review review_store_copy(const struct db_cursor *rows, struct arena *arena)
{
	struct review review = review_store_read(rows);
	struct text *const texts[] = {&review.review_id, &review.source, &review.external_id,
		&review.product_id, &review.product_name, &review.sku, &review.legal_entity,
		&review.title, &review.review_text, &review.redacted_title, &review.redacted_text,
		&review.market, &review.locale, &review.channel_id, &review.user_id,
		&review.user_name, &review.user_email_hash, &review.extended_properties,
		&review.take_down_reason, &review.response_id, &review.responder_name,
		&review.response_text, &review.redacted_response};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_text(arena, *texts[i]);
	return review;
}

void review_store_open(struct db_cursor *rows, struct db *db)
{
	db_query(rows, db, "SELECT " COLUMNS " FROM review ORDER BY sequence", DB_NO_ARGS);
}

void review_store_open_since(struct db_cursor *rows, struct db *db, int64_t sequence)
{
	db_query(rows, db, "SELECT " COLUMNS " FROM review WHERE sequence > $1 ORDER BY sequence",
		DB_ARGS(DB_INT(sequence)));
}

void review_store_open_shown(struct db_cursor *rows, struct db *db)
{
	db_query(rows, db, "SELECT " COLUMNS " FROM review WHERE is_shown = 1 ORDER BY sequence",
		DB_NO_ARGS);
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

	db_query(&rows, db, "SELECT " COLUMNS " FROM review WHERE review_id = $1",
		DB_ARGS(DB_TEXT(review_id)));
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

/* A tombstone would tell the feed that what is stored is gone. */
static enum status bury_no_longer(struct db *db, struct text review_id, struct fault *fault)
{
	return db_do(db, fault, "DELETE FROM review_tombstone WHERE review_id = $1",
		DB_ARGS(DB_TEXT(review_id)));
}

static enum status insert(
	struct db *db, struct review_batch *batch, struct review *review, struct fault *fault)
{
	bool has_id = text_is_set(review->review_id);
	enum status status = review_batch_next(batch, db, &review->sequence, fault);

	review->number = review->sequence;
	if (!has_id)
		review->review_id = guid_text(fault->arena, guid_new(review->created_at_ms));
	else if (status == STATUS_OK)
		status = bury_no_longer(db, review->review_id, fault);
	if (status == STATUS_OK)
		status = db_do(db, fault,
			"INSERT INTO review (" COLUMNS ") VALUES (" PARAMETERS ")", ARGS(review));
	if (status == STATUS_OK)
		status = search_store_add(db, review, fault);
	if (status != STATUS_OK)
		return status;
	report_store_count(&batch->periods, review, 1);
	summary_store_count(&batch->summaries, review, 1, review->sequence);
	return STATUS_OK;
}

/* One review is a batch, too. */
enum status review_store_insert(
	struct db *db, struct review_batch *batch, struct review *review, struct fault *fault)
{
	struct review_batch own = review_batch_make(fault->arena, 1);
	enum status status = insert(db, batch == NULL ? &own : batch, review, fault);

	return status == STATUS_OK && batch == NULL ? review_batch_end(&own, db, fault) : status;
}

static enum status write_over(struct db *db, const struct review *review, struct fault *fault)
{
	return db_do(db, fault,
		"INSERT INTO review (" COLUMNS ") VALUES (" PARAMETERS ") "
		"ON CONFLICT (review_id) DO UPDATE SET "
		"sequence = excluded.sequence, source = excluded.source, "
		"external_id = excluded.external_id, product_id = excluded.product_id, "
		"product_name = excluded.product_name, sku = excluded.sku, "
		"legal_entity = excluded.legal_entity, rating = excluded.rating, "
		"title = excluded.title, review_text = excluded.review_text, "
		"redacted_title = excluded.redacted_title, "
		"redacted_text = excluded.redacted_text, market = excluded.market, "
		"locale = excluded.locale, channel_id = excluded.channel_id, "
		"user_id = excluded.user_id, user_name = excluded.user_name, "
		"user_email_hash = excluded.user_email_hash, "
		"submitted_at_ms = excluded.submitted_at_ms, "
		"extended_properties = excluded.extended_properties, "
		"helpful_positive = excluded.helpful_positive, "
		"helpful_negative = excluded.helpful_negative, "
		"is_published = excluded.is_published, is_taken_down = excluded.is_taken_down, "
		"violations_found = excluded.violations_found, is_revised = excluded.is_revised, "
		"updated_since_response = excluded.updated_since_response, "
		"take_down_reason = excluded.take_down_reason, "
		"concern_count = excluded.concern_count, response_id = excluded.response_id, "
		"responder_name = excluded.responder_name, "
		"response_text = excluded.response_text, "
		"redacted_response = excluded.redacted_response, "
		"response_at_ms = excluded.response_at_ms, "
		"created_at_ms = excluded.created_at_ms, "
		"last_modified_at_ms = excluded.last_modified_at_ms, "
		"helpful_score = excluded.helpful_score, is_shown = excluded.is_shown",
		ARGS(review));
}

static enum status replace(struct db *db, struct review_batch *batch, const struct review *old,
	struct review *review, struct fault *fault)
{
	enum status status = review_batch_next(batch, db, &review->sequence, fault);

	review->number = old->number;
	summary_store_count(&batch->summaries, old, -1, review->sequence);
	/* A page of summaries may end between two products, so each has its own sequence. */
	if (status == STATUS_OK && !text_equal(old->product_id, review->product_id))
		status = review_batch_next(batch, db, &review->sequence, fault);
	if (status == STATUS_OK)
		status = write_over(db, review, fault);
	if (status == STATUS_OK)
		status = search_store_change(db, old, review, fault);
	report_store_change(&batch->periods, old, review);
	summary_store_count(&batch->summaries, review, 1, review->sequence);
	return status;
}

enum status review_store_replace(
	struct db *db, const struct review *old, struct review *review, struct fault *fault)
{
	struct review_batch batch = review_batch_make(fault->arena, 1);
	enum status status = replace(db, &batch, old, review, fault);

	return status == STATUS_OK ? review_batch_end(&batch, db, fault) : status;
}

/* What was said about the review goes with it. */
static enum status forget_about(struct db *db, struct text review_id, struct fault *fault)
{
	enum status status = db_do(db, fault, "DELETE FROM review_vote WHERE review_id = $1",
		DB_ARGS(DB_TEXT(review_id)));

	if (status != STATUS_OK)
		return status;
	return db_do(db, fault, "DELETE FROM review_concern WHERE review_id = $1",
		DB_ARGS(DB_TEXT(review_id)));
}

static enum status bury(struct db *db, const struct review *review, int64_t sequence,
	const char *reason, int64_t now_ms, struct fault *fault)
{
	return db_do(db, fault,
		"INSERT INTO review_tombstone (review_id, sequence, source, external_id, "
		"product_id, reason, deleted_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		DB_ARGS(DB_TEXT(review->review_id), DB_INT(sequence), DB_TEXT(review->source),
			DB_TEXT(review->external_id), DB_TEXT(review->product_id),
			DB_TEXT(text_from(reason)), DB_INT(now_ms)));
}

enum status review_store_delete(struct db *db, const struct review *review, const char *reason,
	int64_t now_ms, struct fault *fault)
{
	struct review_batch batch = review_batch_make(fault->arena, 1);
	int64_t sequence = 0;
	enum status status = review_batch_next(&batch, db, &sequence, fault);

	summary_store_count(&batch.summaries, review, -1, sequence);
	report_store_count(&batch.periods, review, -1);
	if (status == STATUS_OK)
		status = search_store_remove(db, review, fault);
	if (status == STATUS_OK)
		status = forget_about(db, review->review_id, fault);
	if (status == STATUS_OK)
		status = db_do(db, fault, "DELETE FROM review WHERE review_id = $1",
			DB_ARGS(DB_TEXT(review->review_id)));
	if (status == STATUS_OK)
		status = bury(db, review, sequence, reason, now_ms, fault);
	return status == STATUS_OK ? review_batch_end(&batch, db, fault) : status;
}

/* What an import does not say about a review that is there already stays as it is. */
static void keep_unsaid(struct review *review, const struct review *old, struct arena *arena)
{
	review->review_id = old->review_id;
	review->sequence = old->sequence;
	review->number = old->number;
	review->created_at_ms = old->created_at_ms;
	review_import_keep(arena, review, old);
	if (review->submitted_unsaid)
		review->submitted_at_ms = old->submitted_at_ms;
	if (!text_is_set(review->user_email))
		review->user_email_hash = old->user_email_hash;
}

/* The stored review that an import's item is meant for. */
static enum status find_target(struct db *db, const struct review *review, struct review *ret_old,
	bool *ret_found, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, "SELECT " COLUMNS " FROM review WHERE source = $1 AND external_id = $2",
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
	keep_unsaid(review, &old, fault->arena);
	status = feedback_store_keep_votes(db, &old, review, fault);
	if (status != STATUS_OK)
		return status;
	*ret_outcome = review_same_content(&old, review) ? REVIEW_UNCHANGED : REVIEW_UPDATED;
	return *ret_outcome == REVIEW_UNCHANGED ? STATUS_OK
						: replace(db, batch, &old, review, fault);
}

/* Whether a review of another id has the item's place at its source. */
static enum status find_rival(
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

static enum status find_same(struct db *db, struct text review_id, struct review *ret_old,
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
	enum status status = find_rival(db, review, &taken, fault);

	*ret_outcome = taken ? REVIEW_ID_TAKEN : REVIEW_CREATED;
	if (status == STATUS_OK && !taken)
		status = find_same(db, review->review_id, &old, &found, fault);
	if (status != STATUS_OK || taken)
		return status;
	if (!found)
		return insert(db, batch, review, fault);
	review->sequence = old.sequence;
	review->number = old.number;
	review_restore_keep(fault->arena, review, &old);
	*ret_outcome = review_same(&old, review) ? REVIEW_UNCHANGED : REVIEW_UPDATED;
	return *ret_outcome == REVIEW_UNCHANGED ? STATUS_OK
						: replace(db, batch, &old, review, fault);
}
