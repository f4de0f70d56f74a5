/*
 * review_store: reviews in the database.
 *
 * Functions that write run inside the caller's transaction and advance feed_state.sequence. They
 * also update summaries and report counts; if the caller passes a batch, review_batch_flush() does
 * so later.
 */
#ifndef REVIEWS_REVIEW_STORE_H
#define REVIEWS_REVIEW_STORE_H

#include "db/db.h"
#include "reviews/review.h"
#include "reviews/review_batch.h"

/* REVIEW_EXTERNAL_ID_TAKEN: not stored, because another review of the source has this external
 * id. */
enum review_outcome { REVIEW_CREATED, REVIEW_UPDATED, REVIEW_UNCHANGED, REVIEW_EXTERNAL_ID_TAKEN };

/* Stores a new review, under a new id if it has none, and sets sequence and number. `batch` may be
 * NULL; the counts are then updated at once. */
enum status review_store_insert(
	struct db *db, struct review_batch *batch, struct review *review, struct fault *fault);

/* Replaces the stored review `old`, which has the same id, by `review`, and sets sequence and
 * number. */
enum status review_store_replace(
	struct db *db, const struct review *old, struct review *review, struct fault *fault);

/* Deletes the stored review with its votes and concerns, and inserts a tombstone. `reason` is
 * "deleted" or "erased". */
enum status review_store_delete(struct db *db, const struct review *review, const char *reason,
	int64_t now_ms, struct fault *fault);

/* Inserts the review, or updates the stored review with the same (source, external_id) unless it
 * would not change. Sets review_id and sequence. */
enum status review_store_upsert(struct db *db, struct review_batch *batch, struct review *review,
	enum review_outcome *ret_outcome, struct fault *fault);

/* Inserts the exported review, or replaces the stored review with the same id unless it would not
 * change. Sets sequence and number. */
enum status review_store_restore(struct db *db, struct review_batch *batch, struct review *review,
	enum review_outcome *ret_outcome, struct fault *fault);

/* Reads the review with this id; texts live in the fault's arena. Returns STATUS_NOT_FOUND if there
 * is none. */
enum status review_store_get(
	struct db *db, struct text review_id, struct review *ret_review, struct fault *fault);

/* Reads the review like review_store_get(), but finds visible reviews only. */
enum status review_store_get_visible(
	struct db *db, struct text review_id, struct review *ret_review, struct fault *fault);

/* Starts reading all reviews in the order of their last change. */
void review_store_open(struct db_cursor *rows, struct db *db);

/* Starts reading the reviews changed after `sequence`, in the same order. */
void review_store_open_since(struct db_cursor *rows, struct db *db, int64_t sequence);

/* Starts reading visible reviews with a text, in the same order. */
void review_store_open_shown(struct db_cursor *rows, struct db *db);

/* Return the current row. Texts are valid until the next call on the cursor; review_store_copy()
 * copies them into the arena. */
struct review review_store_read(const struct db_cursor *rows);
struct review review_store_copy(const struct db_cursor *rows, struct arena *arena);

#endif
