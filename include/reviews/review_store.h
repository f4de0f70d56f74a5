/*
 * review_store: reads and writes reviews in the database.
 *
 * Begin a transaction before you call a function that writes. Each change gives the review a new
 * feed_state.sequence. The functions also update summaries and report counts. If the caller passes
 * a batch, review_batch_flush() writes the summaries and report counts later.
 */
#ifndef REVIEWS_REVIEW_STORE_H
#define REVIEWS_REVIEW_STORE_H

#include "db/db.h"
#include "reviews/review.h"
#include "reviews/review_batch.h"

/* The effect of storing an imported item. REVIEW_EXTERNAL_ID_TAKEN means that the item was not
 * stored because another review has the same source and external id. */
enum review_outcome { REVIEW_CREATED, REVIEW_UPDATED, REVIEW_UNCHANGED, REVIEW_EXTERNAL_ID_TAKEN };

/* Stores a new review and sets its sequence and number. If review_id is absent, sets review_id to a
 * new id. If `batch` is NULL, updates summaries and report counts at once. */
enum status review_store_insert(
	struct db *db, struct review_batch *batch, struct review *review, struct fault *fault);

/* Replaces the stored review `old` with `review`, which has the same id. Sets the sequence and
 * number of `review`. Returns STATUS_NOT_FOUND if the review is no longer stored. */
enum status review_store_replace(
	struct db *db, const struct review *old, struct review *review, struct fault *fault);

/* Deletes the stored review together with its votes and concerns, and inserts a tombstone. `reason`
 * must be "deleted" or "erased". */
enum status review_store_delete(struct db *db, const struct review *review, const char *reason,
	int64_t now_ms, struct fault *fault);

/* If no stored review has the same source and external id, inserts `review`. Otherwise updates the
 * stored review, unless the update would change nothing. Sets review_id and sequence of `review`.
 */
enum status review_store_upsert(struct db *db, struct review_batch *batch, struct review *review,
	enum review_outcome *ret_outcome, struct fault *fault);

/* Stores a review that comes from an export. If no stored review has the same id, inserts `review`.
 * Otherwise replaces the stored review, unless the replacement would change nothing. Sets the
 * sequence and number of `review`. */
enum status review_store_restore(struct db *db, struct review_batch *batch, struct review *review,
	enum review_outcome *ret_outcome, struct fault *fault);

/* Reads the review with this id. Allocates the texts in the fault's arena. Returns STATUS_NOT_FOUND
 * if no review has this id. */
enum status review_store_get(
	struct db *db, struct text review_id, struct review *ret_review, struct fault *fault);

/* Like review_store_get(), but returns STATUS_NOT_FOUND if the review is not visible. */
enum status review_store_get_visible(
	struct db *db, struct text review_id, struct review *ret_review, struct fault *fault);

/* Starts reading all reviews, in the order of their last change. */
void review_store_open(struct db_cursor *rows, struct db *db);

/* Starts reading the reviews that were changed after `sequence`, in the order of their last change.
 */
void review_store_open_since(struct db_cursor *rows, struct db *db, int64_t sequence);

/* Starts reading all visible reviews that have a text, in the order of their last change. */
void review_store_open_shown(struct db_cursor *rows, struct db *db);

/* Returns the review in the current row. Its texts are valid until the next call on the cursor. */
struct review review_store_read(const struct db_cursor *rows);

/* Like review_store_read(), but copies the texts into the arena. */
struct review review_store_copy(const struct db_cursor *rows, struct arena *arena);

#endif
