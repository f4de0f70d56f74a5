/*
 * feed_store: the change feed, which contains all current reviews and tombstones in the order of
 * their last change.
 *
 * A reader remembers the sequence of the last item that it has read, and later continues after that
 * sequence. The reader misses no change, and gets a review again only if the review has changed
 * again. Each change gets its sequence in the write transaction that makes the change. Write
 * transactions run one after the other. Changes therefore become visible in the order of their
 * sequences.
 */
#ifndef REVIEWS_FEED_STORE_H
#define REVIEWS_FEED_STORE_H

#include "db/db.h"
#include "reviews/feed_change.h"

#define FEED_STORE_PAGE_MAX 1000

/* *ret_sequence receives the sequence of the last change. */
enum status feed_store_last(struct db *db, int64_t *ret_sequence, struct fault *fault);

/* Starts reading up to `limit` changes whose sequences are above `since`. All changes come from one
 * snapshot. The caller must end the cursor with db_end(). */
void feed_store_open(struct db_cursor *rows, struct db *db, int64_t since, size_t limit);

/* Returns the change in the current row. Its texts are valid until the next call on the cursor. */
struct feed_change feed_store_read(const struct db_cursor *rows);

/* Writes the change as a JSON object. */
void feed_store_write(struct jsonwrite *out, const struct feed_change *change);

/* Writes the change as one JSON object, in the form of an export. The member "isDeleted" tells a
 * deleted review from a changed one. "changeNumber" is the change's sequence, which no other change
 * has. */
void feed_store_write_exported(struct jsonwrite *out, const struct feed_change *change);

#endif
