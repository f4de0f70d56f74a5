/*
 * tombstone_store: tombstones of deleted reviews, for the change feed and for exports.
 */
#ifndef REVIEWS_TOMBSTONE_STORE_H
#define REVIEWS_TOMBSTONE_STORE_H

#include "db/db.h"
#include "reviews/feed_change.h"

/* Inserts a tombstone. The tombstone contains the ids, source, product and sequence of row->review,
 * and the reason and time of the deletion. Call this function in the transaction that deletes the
 * review. */
enum status tombstone_store_insert(
	struct db *db, const struct feed_change *row, struct fault *fault);

/* Deletes the tombstone of a review that is restored. The feed then no longer reports the review as
 * deleted. Call this function in the transaction that restores the review. */
enum status tombstone_store_delete(struct db *db, struct text review_id, struct fault *fault);

/* Starts reading the tombstones of reviews that were deleted after `sequence`, in the order of
 * their deletion. */
void tombstone_store_open_since(struct db_cursor *rows, struct db *db, int64_t sequence);

/* Returns the tombstone in the current row. Its texts are valid until the next call on the cursor.
 */
struct feed_change tombstone_store_read(const struct db_cursor *rows);

#endif
