/*
 * feedback_store: what people say of a review: whether it helped, and concerns about it. The
 * functions run inside a transaction of the caller's.
 *
 * Promises: one vote a person and review, and one concern; both can be changed. The review's counts
 * are those of the votes and concerns, but for votes that an import brought beside. What changes a
 * count moves the review's sequence, so that feeds and entity tags tell; it is no modification of
 * the review, so last_modified_at_ms stays.
 */
#ifndef REVIEWS_FEEDBACK_STORE_H
#define REVIEWS_FEEDBACK_STORE_H

#include "db/db.h"
#include "reviews/review.h"

/* Who votes or reports. */
struct feedback_author {
	struct text id; /* as a review's user_id */
	struct text email_hash; /* absent: not said */
};

/* The reasons of a concern, those of the storefront. */
#define FEEDBACK_STORE_REASONS 3
extern const char *const feedback_store_reasons[FEEDBACK_STORE_REASONS];

/* Each brings the counts and the sequence of `review`, as it is stored, up to date. */
enum status feedback_store_vote(struct db *db, struct review *review,
	const struct feedback_author *voter, bool is_helpful, int64_t now_ms, struct fault *fault);

/* Withdrawing what is not there changes nothing. */
enum status feedback_store_withdraw(
	struct db *db, struct review *review, struct text voter_id, struct fault *fault);

/* The last reason a person gives counts. */
enum status feedback_store_report(struct db *db, struct review *review,
	const struct feedback_author *reporter, struct text reason, int64_t now_ms,
	struct fault *fault);

/* Takes back the concern of a person. */
enum status feedback_store_retract(
	struct db *db, struct review *review, struct text reporter_id, struct fault *fault);

/* An import in place of `old` cannot say less than the votes that are kept here: its counts are
 * raised to them. */
enum status feedback_store_raise_to_stored_votes(
	struct db *db, const struct review *old, struct review *review, struct fault *fault);

#endif
