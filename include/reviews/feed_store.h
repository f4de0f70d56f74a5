/*
 * feed_store: the change feed: current reviews and tombstones, in the order of their last change.
 *
 * A reader that continues from the last sequence it has read misses no change, and gets an entry
 * again only if it has changed again. Each change takes its sequence inside its write transaction,
 * and write transactions are serialized, so sequences become visible in increasing order. One
 * statement reads one snapshot.
 */
#ifndef REVIEWS_FEED_STORE_H
#define REVIEWS_FEED_STORE_H

#include "db/db.h"
#include "reviews/feed_change.h"

#define FEED_STORE_PAGE_MAX 1000

/* Returns the sequence of the last change. */
enum status feed_store_last(struct db *db, int64_t *ret_sequence, struct fault *fault);

/* Starts reading up to `limit` changes after sequence `since`; end with db_end(). */
void feed_store_open(struct db_cursor *rows, struct db *db, int64_t since, size_t limit);

/* Returns the current row; texts are valid until the next call on the cursor. */
struct feed_change feed_store_read(const struct db_cursor *rows);

/* Writes the change as an item of the feed. */
void feed_store_write(struct jsonwrite *out, const struct feed_change *change);

#endif
