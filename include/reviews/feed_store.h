/*
 * feed_store: the change feed: reviews as they are now and reviews that are gone, in the order of
 * their last changes.
 *
 * Promises: whoever reads on from the last sequence seen misses nothing and sees nothing twice that
 * has not changed again. A change takes its sequence inside its transaction, and transactions that
 * write come one after the other, so no smaller sequence appears behind a larger one; what a reader
 * sees in one statement is one state of the database.
 */
#ifndef REVIEWS_FEED_STORE_H
#define REVIEWS_FEED_STORE_H

#include "db/db.h"
#include "reviews/feed_change.h"

#define FEED_STORE_PAGE_MAX 1000

/* The sequence of the last change. */
enum status feed_store_last(struct db *db, int64_t *ret_sequence, struct fault *fault);

/* Up to `limit` changes behind sequence `since`; end it with db_end(). */
void feed_store_open(struct db_cursor *rows, struct db *db, int64_t since, size_t limit);

/* The current row; texts live until the next call on the cursor. */
struct feed_change feed_store_read(const struct db_cursor *rows);

/* Writes it as an item of the feed. */
void feed_store_write(struct jsonwrite *out, const struct feed_change *change);

#endif
