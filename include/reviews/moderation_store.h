/*
 * moderation_store: what moderators look through, and what they do to a review.
 *
 * Promises: lists are newest first and paged by key; whatever is asked for, an index leads to it,
 * and nothing is sorted but what a search has found. Changes go through review_store_replace().
 */
#ifndef REVIEWS_MODERATION_STORE_H
#define REVIEWS_MODERATION_STORE_H

#include "db/db.h"
#include "reviews/feedback_store.h"
#include "reviews/review.h"

/* A search looks at that many matches, those whose reviews came last. */
#define MODERATION_STORE_MATCHES_MAX 10000

#define MODERATION_STORE_REASON_MAX 200

enum moderation_status {
	MODERATION_PUBLISHED = 1,
	MODERATION_UNPUBLISHED = 2 /* and not taken down: needs review */
};

enum moderation_concern {
	MODERATION_TAKEN_DOWN = 1,
	MODERATION_RESPONDED = 2,
	MODERATION_REPORTED = 4
};

/* "published", "takenDown" and so on, with their bits. */
extern const struct field_name moderation_store_status_names[];
extern const struct field_name moderation_store_concern_names[];

struct moderation_query {
	struct text match; /* search_store_query() of what was typed; absent: any */
	struct text product_id, channel_id; /* absent: any */
	int64_t rating; /* 0: any */
	int64_t from_ms, until_ms; /* submitted from the one on, before the other; 0: any */
	uint32_t status; /* one of these; 0: any */
	uint32_t concern; /* all of these */
	int64_t before_ms; /* page: submitted before, or then with a lesser id; id absent: the first
			    */
	struct text before_id;
	int64_t limit;
};

/* A place in the list. */
struct moderation_cursor {
	struct text review_id;
	int64_t submitted_at_ms;
};

/* Places in the fault's arena. */
enum status moderation_store_list(struct db *db, const struct moderation_query *query,
	struct moderation_cursor **ret_places, size_t *ret_count, struct fault *fault);

/* Concerns by reason, as feedback_store_reasons has them. */
enum status moderation_store_count_concerns(struct db *db, struct text review_id,
	int64_t ret_counts[FEEDBACK_STORE_REASONS], struct fault *fault);

/* What is moderated of a review, as JSON for the audit trail: no text, no name of a person. */
struct text moderation_store_state(struct fault *fault, const struct review *review);

/* Stores a review that a moderator has changed, `old` being what is stored; sets *ret_changed, and
 * does nothing where nothing has. In the caller's transaction. */
enum status moderation_store_save(struct db *db, const struct review *old, struct review *review,
	int64_t now_ms, bool *ret_changed, struct fault *fault);

#endif
