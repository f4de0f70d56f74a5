/*
 * feedback_store: votes on whether a review is helpful, and concerns about reviews.
 *
 * Call all functions inside a transaction. A person can submit one vote and one concern per review.
 * The person can change the vote and the concern later. The vote and concern counts of a review
 * include all stored votes and concerns. The vote counts also include votes that an import reported
 * only as totals.
 *
 * A change of the counts also gives the review a new sequence. The change feed and the entity tag
 * of the review therefore reflect the change. The review's last_modified_at_ms does not change,
 * because the content of the review is not modified.
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

/* Stores a vote, which replaces the voter's previous vote on this review. If the vote changes the
 * counts, updates the counts and the sequence of the review, both in *review and in the database.
 * feedback_store_withdraw(), feedback_store_report() and feedback_store_retract() also make these
 * updates. */
enum status feedback_store_vote(struct db *db, struct review *review,
	const struct feedback_author *voter, bool is_helpful, int64_t now_ms, struct fault *fault);

/* Deletes a vote. Does nothing if the voter has no vote on this review. */
enum status feedback_store_withdraw(
	struct db *db, struct review *review, struct text voter_id, struct fault *fault);

/* Stores a concern. If the reporter already has a concern about this review, replaces the reason of
 * the concern. */
enum status feedback_store_report(struct db *db, struct review *review,
	const struct feedback_author *reporter, struct text reason, int64_t now_ms,
	struct fault *fault);

/* Deletes a concern. Does nothing if the reporter has no concern about this review. */
enum status feedback_store_retract(
	struct db *db, struct review *review, struct text reporter_id, struct fault *fault);

/* `review` is an import item that will replace the stored review `old`. If a vote count of `review`
 * is lower than the number of individual votes stored for `old`, raises the vote count to this
 * number. */
enum status feedback_store_raise_to_stored_votes(
	struct db *db, const struct review *old, struct review *review, struct fault *fault);

#endif
