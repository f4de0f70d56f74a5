/*
 * review_row: the columns of a review, for the stores of this layer.
 */
#ifndef REVIEWS_REVIEW_ROW_PRIVATE_H
#define REVIEWS_REVIEW_ROW_PRIVATE_H

/* What review_store_read() reads, in its order. */
#define REVIEW_ROW_COLUMNS                                                                         \
	"review_id, sequence, number, source, external_id, product_id, product_name, sku, "        \
	"legal_entity, rating, title, review_text, redacted_title, redacted_text, market, "        \
	"locale, channel_id, user_id, user_name, user_email_hash, submitted_at_ms, "               \
	"extended_properties, helpful_positive, helpful_negative, is_published, is_taken_down, "   \
	"violations_found, is_revised, updated_since_response, take_down_reason, "                 \
	"concern_count, response_id, responder_name, response_text, redacted_response, "           \
	"response_at_ms, created_at_ms, last_modified_at_ms, helpful_score, is_shown"

/* The same of a tombstone: what is gone is NULL. */
#define REVIEW_ROW_COLUMNS_GONE                                                                    \
	"review_id, sequence, NULL, source, external_id, product_id, NULL, NULL, NULL, NULL, "     \
	"NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "     \
	"NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "     \
	"NULL, NULL"

#endif
