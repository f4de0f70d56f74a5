/*
 * tombstone_store: tombstones of deleted reviews, for the change feed and exports.
 */
#ifndef REVIEWS_TOMBSTONE_STORE_H
#define REVIEWS_TOMBSTONE_STORE_H

#include "db/db.h"
#include "reviews/feed_change.h"

/* Inserts a tombstone with the review's ids, source, product and the sequence of the deletion. Part
 * of the transaction that deletes the review. */
enum status tombstone_store_insert(
	struct db *db, const struct feed_change *row, struct fault *fault);

/* Deletes the tombstone of a review that is restored, in the same transaction, so that the feed
 * does not report the review as deleted. */
enum status tombstone_store_delete(struct db *db, struct text review_id, struct fault *fault);

/* Starts reading the tombstones of reviews deleted after `sequence`, in order. */
void tombstone_store_open_since(struct db_cursor *rows, struct db *db, int64_t sequence);

/* Returns the current row; texts are valid until the next call on the cursor. */
struct feed_change tombstone_store_read(const struct db_cursor *rows);

#endif
