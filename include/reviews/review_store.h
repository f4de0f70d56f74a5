/*
 * review_store: reviews in the database. The functions that write run inside a transaction of the
 * caller's, move feed_state.sequence and keep summaries and the counts of reports: at once, or
 * where they take a batch, when that ends.
 */
#ifndef REVIEWS_REVIEW_STORE_H
#define REVIEWS_REVIEW_STORE_H

#include "db/db.h"
#include "reviews/review.h"
#include "reviews/review_batch.h"

/* REVIEW_EXTERNAL_ID_TAKEN: not stored, since another review has this external id of the source. */
enum review_outcome { REVIEW_CREATED, REVIEW_UPDATED, REVIEW_UNCHANGED, REVIEW_EXTERNAL_ID_TAKEN };

/* Stores a new review, under a new id unless it has one; sets sequence and number. `batch` is NULL
 * for a batch of its own. */
enum status review_store_insert(
	struct db *db, struct review_batch *batch, struct review *review, struct fault *fault);

/* Stores `review` in place of `old`, the whole review of the same id as it is stored; sets sequence
 * and number. */
enum status review_store_replace(
	struct db *db, const struct review *old, struct review *review, struct fault *fault);

/* Removes the stored review, with votes and concerns, and leaves a tombstone for the change feed.
 * `reason` is "deleted" or "erased". */
enum status review_store_delete(struct db *db, const struct review *review, const char *reason,
	int64_t now_ms, struct fault *fault);

/* Stores the review of (source, external_id), new or instead of the one that is there, unless
 * nothing of it changes. Sets review_id and sequence. */
enum status review_store_upsert(struct db *db, struct review_batch *batch, struct review *review,
	enum review_outcome *ret_outcome, struct fault *fault);

/* Stores the review of that id as an export had it, new or instead of the one that is there, unless
 * nothing of it changes. Sets sequence and number. */
enum status review_store_restore(struct db *db, struct review_batch *batch, struct review *review,
	enum review_outcome *ret_outcome, struct fault *fault);

/* The review of that id, texts in the fault's arena; STATUS_NOT_FOUND when there is none. */
enum status review_store_get(
	struct db *db, struct text review_id, struct review *ret_review, struct fault *fault);

/* The same of a review that readers see. */
enum status review_store_get_visible(
	struct db *db, struct text review_id, struct review *ret_review, struct fault *fault);

/* All reviews, in the order of their last change. */
void review_store_open(struct db_cursor *rows, struct db *db);

/* Those changed behind that sequence, in the same order. */
void review_store_open_since(struct db_cursor *rows, struct db *db, int64_t sequence);

/* Those with a text that readers see, in the same order. */
void review_store_open_shown(struct db_cursor *rows, struct db *db);

/* The current row; texts live until the next call on the cursor, or in the arena. */
struct review review_store_read(const struct db_cursor *rows);
struct review review_store_copy(const struct db_cursor *rows, struct arena *arena);

#endif
