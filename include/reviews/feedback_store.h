/*
 * feedback_store: votes on whether a review is helpful, and concerns about reviews.
 *
 * Functions must be called inside the caller's transaction. A person can submit one vote and one
 * concern per review, and can change both. The vote and concern counts of a review include all
 * stored votes and concerns. The vote counts also include votes that an import reported only as
 * totals.
 *
 * A change of the counts also gives the review a new sequence, so that the change feed and the
 * entity tag reflect the change. The review's last_modified_at_ms stays the same, because its
 * content is not modified.
 */
#ifndef REVIEWS_FEEDBACK_STORE_H
#define REVIEWS_FEEDBACK_STORE_H

#include "db/db.h"
#include "reviews/review.h"

/* The person who submits a vote or a concern. */
struct feedback_author {
	struct text id; /* in the same form as review.user_id */
	struct text email_hash; /* absent: unknown */
};

/* The possible reasons for a concern. The storefront offers the same reasons. */
#define FEEDBACK_STORE_REASONS 3
extern const char *const feedback_store_reasons[FEEDBACK_STORE_REASONS];

/* Stores a vote, which replaces the voter's previous vote on this review. If the counts change,
 * this function and the next three update the counts and the sequence of the review, both in
 * *review and in the database. */
enum status feedback_store_vote(struct db *db, struct review *review,
	const struct feedback_author *voter, bool is_helpful, int64_t now_ms, struct fault *fault);

/* Deletes a vote. Does nothing if the voter has no vote on this review. */
enum status feedback_store_withdraw(
	struct db *db, struct review *review, struct text voter_id, struct fault *fault);

/* Stores a concern. If the reporter already has a concern about this review, replaces its reason.
 */
enum status feedback_store_report(struct db *db, struct review *review,
	const struct feedback_author *reporter, struct text reason, int64_t now_ms,
	struct fault *fault);

/* Deletes a concern. Does nothing if the reporter has no concern about this review. */
enum status feedback_store_retract(
	struct db *db, struct review *review, struct text reporter_id, struct fault *fault);

/* `review` is an import item that is about to replace the stored review `old`. Raises the vote
 * counts of `review` to at least the number of individual votes that are stored for `old`. */
enum status feedback_store_raise_to_stored_votes(
	struct db *db, const struct review *old, struct review *review, struct fault *fault);

#endif
