/*
 * review_store: reviews in the database. The functions that write run inside a transaction of the
 * caller's, move feed_state.sequence and keep the summaries.
 */
#ifndef REVIEWS_REVIEW_STORE_H
#define REVIEWS_REVIEW_STORE_H

#include "db/db.h"
#include "reviews/review.h"

enum review_outcome { REVIEW_CREATED, REVIEW_UPDATED, REVIEW_UNCHANGED };

/* Stores a new review; sets its review_id and sequence. */
enum status review_store_insert(struct db *db, struct review *review, struct fault *fault);

/* Stores the review of (source, external_id), new or instead of the one that is there, unless
 * nothing of it changes. Sets review_id and sequence. */
enum status review_store_upsert(struct db *db, struct review *review,
	enum review_outcome *ret_outcome, struct fault *fault);

/* All reviews, in the order of their last change. */
void review_store_open(struct db_cursor *rows, struct db *db);

/* The current row; texts live until the next call on the cursor. */
struct review review_store_read(const struct db_cursor *rows);

#endif
