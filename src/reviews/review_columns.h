/*
 * review_columns: lists of the columns of the tables review and review_tombstone (db/column.h).
 *
 * The fourth argument of each entry is the name of the column's member in exports. Exports contain
 * their members in the order of REVIEW_COLUMNS_EXPORTED. A file that includes this header must also
 * include reviews/review.h.
 */
#ifndef REVIEWS_REVIEW_COLUMNS_PRIVATE_H
#define REVIEWS_REVIEW_COLUMNS_PRIVATE_H

#include "db/column.h"

/* clang-format off */
/* Columns of both tables. */
#define REVIEW_COLUMNS_OF_TOMBSTONE(KEY, FIRST, NEXT) \
	KEY(review_id, TEXT, review_id, "reviewId") \
	FIRST(source, TEXT, source, "source") \
	NEXT(external_id, TEXT, external_id, "externalId") \
	NEXT(product_id, TEXT, product_id, "productId")

/* Columns of the table review only, which are deleted with the review. */
#define REVIEW_COLUMNS_NOT_OF_TOMBSTONE(NEXT) \
	NEXT(product_name, TEXT, product_name, "productName") \
	NEXT(sku, TEXT, sku, "sku") \
	NEXT(legal_entity, TEXT, legal_entity, "legalEntity") \
	NEXT(rating, INT, rating, "rating") \
	NEXT(title, TEXT, title, "title") \
	NEXT(review_text, TEXT, review_text, "reviewText") \
	NEXT(redacted_title, TEXT, redacted_title, "redactedTitle") \
	NEXT(redacted_text, TEXT, redacted_text, "redactedReviewText") \
	NEXT(market, TEXT, market, "market") \
	NEXT(locale, TEXT, locale, "locale") \
	NEXT(channel_id, TEXT, channel_id, "channelId") \
	NEXT(user_id, TEXT, user_id, "userId") \
	NEXT(user_name, TEXT, user_name, "userName") \
	NEXT(user_email_hash, TEXT, user_email_hash, "userEmailHash") \
	NEXT(submitted_at_ms, TIME, submitted_at_ms, "submittedDateTime") \
	NEXT(helpful_positive, INT, helpful_positive, "helpfulPositive") \
	NEXT(helpful_negative, INT, helpful_negative, "helpfulNegative") \
	NEXT(is_published, BOOL, is_published, "isPublished") \
	NEXT(is_taken_down, BOOL, is_taken_down, "isTakenDown") \
	NEXT(violations_found, BOOL, violations_found, "violationsFound") \
	NEXT(is_revised, BOOL, is_revised, "isRevised") \
	NEXT(updated_since_response, BOOL, updated_since_response, "updatedSinceResponse") \
	NEXT(take_down_reason, TEXT, take_down_reason, "takeDownReason") \
	NEXT(concern_count, INT, concern_count, "concernCount") \
	NEXT(response_id, TEXT, response_id, "responseId") \
	NEXT(responder_name, TEXT, responder_name, "responderName") \
	NEXT(response_text, TEXT, response_text, "responseText") \
	NEXT(redacted_response, TEXT, redacted_response, "redactedResponseText") \
	NEXT(response_at_ms, TIME_OR_NULL, response_at_ms, "responseDateTime") \
	NEXT(extended_properties, JSON, extended_properties, "extendedProperties") \
	NEXT(created_at_ms, TIME, created_at_ms, "createdDateTime") \
	NEXT(last_modified_at_ms, TIME, last_modified_at_ms, "lastModifiedDateTime")

/* Columns that an export contains. */
#define REVIEW_COLUMNS_EXPORTED(KEY, FIRST, NEXT) \
	REVIEW_COLUMNS_OF_TOMBSTONE(KEY, FIRST, NEXT) \
	REVIEW_COLUMNS_NOT_OF_TOMBSTONE(NEXT)

/* Columns that a query reads. The columns that were added to the table last come early in this
 * list. SQLite can then decode a row in one pass. */
#define REVIEW_COLUMNS(KEY, FIRST, NEXT) \
	REVIEW_COLUMNS_OF_TOMBSTONE(KEY, FIRST, NEXT) \
	NEXT(sequence, INT, sequence, "") \
	NEXT(number, INT, number, "") \
	REVIEW_COLUMNS_NOT_OF_TOMBSTONE(NEXT)

/* A SELECT statement without its WHERE clause. */
#define REVIEW_SELECT "SELECT " COLUMN_NAMES(REVIEW_COLUMNS) " FROM review "

/* Columns that an insert or update writes. Only indexes use the last two columns. */
#define REVIEW_COLUMNS_WRITTEN(KEY, FIRST, NEXT) \
	REVIEW_COLUMNS(KEY, FIRST, NEXT) \
	NEXT(helpful_score, HELPFUL_SCORE, , "") \
	NEXT(is_shown, IS_SHOWN, , "")
/* clang-format on */

#define COLUMN_VALUE_HELPFUL_SCORE(arena_, row_, member_)                                          \
	DB_INT((row_)->helpful_positive - (row_)->helpful_negative)
#define COLUMN_VALUE_IS_SHOWN(arena_, row_, member_) DB_INT(review_is_shown(row_))

#endif
