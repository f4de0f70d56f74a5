/*
 * moderation_store: lists reviews for moderators, and stores their changes.
 *
 * Lists are newest first and use keyset pagination. Every query uses an index; only the results of
 * a full-text search are sorted. Changes go through review_store_replace().
 */
#ifndef REVIEWS_MODERATION_STORE_H
#define REVIEWS_MODERATION_STORE_H

#include "db/db.h"
#include "reviews/feedback_store.h"
#include "reviews/review.h"

/* A search reads at most this many matches: those of the newest reviews. */
#define MODERATION_STORE_MATCHES_MAX 10000

#define MODERATION_STORE_REASON_MAX 200

enum moderation_status {
	MODERATION_PUBLISHED = 1,
	MODERATION_UNPUBLISHED = 2 /* needs review: unpublished, but not taken down */
};

enum moderation_concern {
	MODERATION_TAKEN_DOWN = 1,
	MODERATION_RESPONDED = 2,
	MODERATION_REPORTED = 4
};

/* Names of both enums, such as "published" and "takenDown", with their bits. */
extern const struct field_name moderation_store_status_names[];
extern const struct field_name moderation_store_concern_names[];

struct moderation_query {
	struct text match; /* search_store_query() of the moderator's input; absent: any */
	struct text product_id, channel_id; /* absent: any */
	int64_t rating; /* 0: any */
	int64_t from_ms, until_ms; /* submitted_at_ms range [from_ms, until_ms); 0: unbounded */
	uint32_t status; /* one enum moderation_status; 0: any */
	uint32_t concern; /* bits of enum moderation_concern, all required */
	int64_t before_ms; /* the page begins after (before_ms, before_id); before_id absent: at the
			      start */
	struct text before_id;
	int64_t limit;
};

/* The position of a review in the list. */
struct moderation_cursor {
	struct text review_id;
	int64_t submitted_at_ms;
};

/* Lists positions of up to `limit` reviews, in the fault's arena. */
enum status moderation_store_list(struct db *db, const struct moderation_query *query,
	struct moderation_cursor **ret_cursors, size_t *ret_count, struct fault *fault);

/* Counts the concerns about a review, by index of feedback_store_reasons. */
enum status moderation_store_count_concerns(struct db *db, struct text review_id,
	int64_t ret_counts[FEEDBACK_STORE_REASONS], struct fault *fault);

/* Returns the moderation state of a review as JSON for the audit trail, without its text or any
 * name. */
struct text moderation_store_state(struct fault *fault, const struct review *review);

/* Stores a review that a moderator has changed; `old` is the stored review. Sets *ret_changed, and
 * does nothing if both are equal. Runs inside the caller's transaction. */
enum status moderation_store_save(struct db *db, const struct review *old, struct review *review,
	int64_t now_ms, bool *ret_changed, struct fault *fault);

#endif
