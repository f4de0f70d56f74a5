/*
 * feedback_store: votes on whether a review is helpful, and concerns about reviews. Functions run
 * inside the caller's transaction.
 *
 * A person has at most one vote and one concern per review, and can change both. A review's counts
 * include all stored votes and concerns, and votes counted by an import. A change of the counts
 * also changes the review's sequence, so feeds and entity tags show it. It leaves
 * last_modified_at_ms unchanged, because the review itself is not modified.
 */
#ifndef REVIEWS_FEEDBACK_STORE_H
#define REVIEWS_FEEDBACK_STORE_H

#include "db/db.h"
#include "reviews/review.h"

/* The person who votes or reports. */
struct feedback_author {
	struct text id; /* same form as user_id of a review */
	struct text email_hash; /* absent: unknown */
};

/* The reasons for a concern, as in the storefront. */
#define FEEDBACK_STORE_REASONS 3
extern const char *const feedback_store_reasons[FEEDBACK_STORE_REASONS];

/* Each function updates the counts and sequence of `review`, both in memory and in the database. */
enum status feedback_store_vote(struct db *db, struct review *review,
	const struct feedback_author *voter, bool is_helpful, int64_t now_ms, struct fault *fault);

/* Withdraws a vote. Does nothing if there is none. */
enum status feedback_store_withdraw(
	struct db *db, struct review *review, struct text voter_id, struct fault *fault);

/* Stores a concern; a new reason replaces the person's previous one. */
enum status feedback_store_report(struct db *db, struct review *review,
	const struct feedback_author *reporter, struct text reason, int64_t now_ms,
	struct fault *fault);

/* Withdraws a concern. Does nothing if there is none. */
enum status feedback_store_retract(
	struct db *db, struct review *review, struct text reporter_id, struct fault *fault);

/* Raises the vote counts of `review`, an import that replaces `old`, to at least the number of
 * votes stored here. */
enum status feedback_store_raise_to_stored_votes(
	struct db *db, const struct review *old, struct review *review, struct fault *fault);

#endif
