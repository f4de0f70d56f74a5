/*
 * tombstone_store: what is left of reviews that are gone, for the change feed and exports.
 */
#ifndef REVIEWS_TOMBSTONE_STORE_H
#define REVIEWS_TOMBSTONE_STORE_H

#include "db/db.h"
#include "reviews/feed_change.h"

/* Part of the transaction that removes the review, whose ids, source, product and sequence are
 * kept; the sequence is that of the removal. */
enum status tombstone_store_insert(
	struct db *db, const struct feed_change *row, struct fault *fault);

/* Part of the transaction that stores the review again, of which the feed must not say that it is
 * gone. */
enum status tombstone_store_delete(struct db *db, struct text review_id, struct fault *fault);

/* Those of reviews removed after that sequence, in order. */
void tombstone_store_open_since(struct db_cursor *rows, struct db *db, int64_t sequence);

/* The current row; texts live until the next call on the cursor. */
struct feed_change tombstone_store_read(const struct db_cursor *rows);

#endif
