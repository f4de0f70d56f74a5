#include "reviews/review_store.h"

#include "base/guid.h"
#include "reviews/summary_store.h"

#define COLUMNS                                                                                    \
	"review_id, sequence, source, external_id, product_id, product_name, sku, legal_entity, "  \
	"rating, title, review_text, market, locale, channel_id, user_id, user_name, "             \
	"user_email_hash, submitted_at_ms, extended_properties, helpful_positive, "                \
	"helpful_negative, is_published, is_taken_down, violations_found, is_revised, "            \
	"updated_since_response, created_at_ms, last_modified_at_ms"

/* Values of a review's columns, in the order of COLUMNS. */
#define ARGS(r_)                                                                                   \
	DB_ARGS(DB_TEXT((r_)->review_id), DB_INT((r_)->sequence), DB_TEXT((r_)->source),           \
		DB_TEXT((r_)->external_id), DB_TEXT((r_)->product_id),                             \
		DB_TEXT((r_)->product_name), DB_TEXT((r_)->sku), DB_TEXT((r_)->legal_entity),      \
		DB_INT((r_)->rating), DB_TEXT((r_)->title), DB_TEXT((r_)->review_text),            \
		DB_TEXT((r_)->market), DB_TEXT((r_)->locale), DB_TEXT((r_)->channel_id),           \
		DB_TEXT((r_)->user_id), DB_TEXT((r_)->user_name), DB_TEXT((r_)->user_email_hash),  \
		DB_INT((r_)->submitted_at_ms), DB_TEXT((r_)->extended_properties),                 \
		DB_INT((r_)->helpful_positive), DB_INT((r_)->helpful_negative),                    \
		DB_INT((r_)->is_published), DB_INT((r_)->is_taken_down),                           \
		DB_INT((r_)->violations_found), DB_INT((r_)->is_revised),                          \
		DB_INT((r_)->updated_since_response), DB_INT((r_)->created_at_ms),                 \
		DB_INT((r_)->last_modified_at_ms))

struct review review_store_read(const struct db_cursor *rows)
{
	return (struct review){
		.review_id = db_text(rows, 0),
		.sequence = db_int(rows, 1),
		.source = db_text(rows, 2),
		.external_id = db_text(rows, 3),
		.product_id = db_text(rows, 4),
		.product_name = db_text(rows, 5),
		.sku = db_text(rows, 6),
		.legal_entity = db_text(rows, 7),
		.rating = db_int(rows, 8),
		.title = db_text(rows, 9),
		.review_text = db_text(rows, 10),
		.market = db_text(rows, 11),
		.locale = db_text(rows, 12),
		.channel_id = db_text(rows, 13),
		.user_id = db_text(rows, 14),
		.user_name = db_text(rows, 15),
		.user_email_hash = db_text(rows, 16),
		.submitted_at_ms = db_int(rows, 17),
		.extended_properties = db_text(rows, 18),
		.helpful_positive = db_int(rows, 19),
		.helpful_negative = db_int(rows, 20),
		.is_published = db_int(rows, 21) != 0,
		.is_taken_down = db_int(rows, 22) != 0,
		.violations_found = db_int(rows, 23) != 0,
		.is_revised = db_int(rows, 24) != 0,
		.updated_since_response = db_int(rows, 25) != 0,
		.created_at_ms = db_int(rows, 26),
		.last_modified_at_ms = db_int(rows, 27),
	};
}

void review_store_open(struct db_cursor *rows, struct db *db)
{
	db_query(rows, db, "SELECT " COLUMNS " FROM review ORDER BY sequence", DB_NO_ARGS);
}

static enum status next_sequence(struct db *db, int64_t *ret_sequence, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"UPDATE feed_state SET sequence = sequence + 1 WHERE singleton = 1 "
		"RETURNING sequence",
		DB_NO_ARGS);
	if (db_next(&rows))
		*ret_sequence = db_int(&rows, 0);
	return db_end(&rows, fault);
}

enum status review_store_insert(struct db *db, struct review *review, struct fault *fault)
{
	enum status status = next_sequence(db, &review->sequence, fault);

	if (status != STATUS_OK)
		return status;
	review->review_id = guid_text(fault->arena, guid_new(review->created_at_ms));
	status = db_do(db, fault,
		"INSERT INTO review (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
		"$10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, "
		"$26, $27, $28)",
		ARGS(review));
	if (status != STATUS_OK)
		return status;
	return summary_store_count(db, review, 1, review->sequence, fault);
}

static enum status replace(
	struct db *db, const struct review *old, struct review *review, struct fault *fault)
{
	enum status status = next_sequence(db, &review->sequence, fault);

	if (status == STATUS_OK)
		status = summary_store_count(db, old, -1, review->sequence, fault);
	/* A page of summaries may end between two products, so each has its own sequence. */
	if (status == STATUS_OK && !text_equal(old->product_id, review->product_id))
		status = next_sequence(db, &review->sequence, fault);
	if (status == STATUS_OK)
		status = db_do(db, fault,
			"INSERT INTO review (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
			"$9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
			"$23, $24, $25, $26, $27, $28) ON CONFLICT (review_id) DO UPDATE SET "
			"sequence = excluded.sequence, product_id = excluded.product_id, "
			"product_name = excluded.product_name, sku = excluded.sku, "
			"legal_entity = excluded.legal_entity, rating = excluded.rating, "
			"title = excluded.title, review_text = excluded.review_text, "
			"market = excluded.market, locale = excluded.locale, "
			"channel_id = excluded.channel_id, user_id = excluded.user_id, "
			"user_name = excluded.user_name, "
			"user_email_hash = excluded.user_email_hash, "
			"submitted_at_ms = excluded.submitted_at_ms, "
			"extended_properties = excluded.extended_properties, "
			"helpful_positive = excluded.helpful_positive, "
			"helpful_negative = excluded.helpful_negative, "
			"is_published = excluded.is_published, "
			"is_taken_down = excluded.is_taken_down, "
			"violations_found = excluded.violations_found, "
			"is_revised = excluded.is_revised, "
			"updated_since_response = excluded.updated_since_response, "
			"last_modified_at_ms = excluded.last_modified_at_ms",
			ARGS(review));
	if (status != STATUS_OK)
		return status;
	return summary_store_count(db, review, 1, review->sequence, fault);
}

/* What an import does not say about a review that is there already stays as it is. */
static void keep_unsaid(struct review *review, const struct review *old, struct arena *arena)
{
	review->review_id = arena_text(arena, old->review_id);
	review->sequence = old->sequence;
	review->created_at_ms = old->created_at_ms;
	review_keep_state(review, old);
	if (review->submitted_unsaid)
		review->submitted_at_ms = old->submitted_at_ms;
	if (!text_is_set(review->user_email))
		review->user_email_hash = arena_text(arena, old->user_email_hash);
}

/* The parts of the old review that its summaries need, copied before the cursor ends. */
static struct review copy_for_summary(const struct review *old, struct arena *arena)
{
	struct review copy = *old;

	copy.product_id = arena_text(arena, old->product_id);
	copy.market = arena_text(arena, old->market);
	/* Only whether there is a text matters. */
	copy.review_text = text_is_set(old->review_text) ? TEXT("") : TEXT_NONE;
	return copy;
}

enum status review_store_upsert(
	struct db *db, struct review *review, enum review_outcome *ret_outcome, struct fault *fault)
{
	struct db_cursor rows;
	struct review old;
	bool found;
	enum status status;

	*ret_outcome = REVIEW_CREATED;
	db_query(&rows, db, "SELECT " COLUMNS " FROM review WHERE source = $1 AND external_id = $2",
		DB_ARGS(DB_TEXT(review->source), DB_TEXT(review->external_id)));
	found = db_next(&rows);
	if (found) {
		old = review_store_read(&rows);
		keep_unsaid(review, &old, fault->arena);
		*ret_outcome =
			review_same_content(&old, review) ? REVIEW_UNCHANGED : REVIEW_UPDATED;
		old = copy_for_summary(&old, fault->arena);
	}
	status = db_end(&rows, fault);
	if (status != STATUS_OK || *ret_outcome == REVIEW_UNCHANGED)
		return status;
	return found ? replace(db, &old, review, fault) : review_store_insert(db, review, fault);
}
