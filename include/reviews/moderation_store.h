/*
 * moderation_store: lists reviews for moderators, and stores the changes that moderators make.
 *
 * Lists are sorted newest first and use keyset pagination. Every query uses an index. SQLite sorts
 * only the results of a full-text search. Changes are stored with review_store_replace().
 */
#ifndef REVIEWS_MODERATION_STORE_H
#define REVIEWS_MODERATION_STORE_H

#include "db/db.h"
#include "reviews/feedback_store.h"
#include "reviews/review.h"

/* Maximum number of matching reviews that a full-text search considers. If more reviews match, the
 * search considers only the newest reviews. */
#define MODERATION_STORE_MATCHES_MAX 10000

/* Maximum length of the reason for a take-down, in code points. */
#define MODERATION_STORE_REASON_MAX 200

enum moderation_status {
	MODERATION_PUBLISHED = 1, /* published; may also be taken down */
	MODERATION_UNPUBLISHED = 2 /* neither published nor taken down; a moderator must decide */
};

enum moderation_concern {
	MODERATION_TAKEN_DOWN = 1, /* taken down */
	MODERATION_RESPONDED = 2, /* has a response */
	MODERATION_REPORTED = 4 /* has at least one concern */
};

/* The names "published" and "unpublished", with their bits. */
extern const struct field_name moderation_store_status_names[];

/* The names "takenDown", "responded" and "reported", with their bits. */
extern const struct field_name moderation_store_concern_names[];

struct moderation_query {
	struct text match; /* result of search_store_query() for the moderator's input; absent: any
			      review */
	struct text product_id, channel_id; /* absent: any */
	int64_t rating; /* 0: any */
	int64_t from_ms, until_ms; /* submitted_at_ms is in [from_ms, until_ms); 0: unbounded */
	uint32_t status; /* a value of enum moderation_status; 0: any */
	uint32_t concern; /* bits of enum moderation_concern; a review must have all of them */

	/* The page begins after the review that has the submission time before_ms and the id
	 * before_id. If before_id is absent, the page begins with the newest review. */
	int64_t before_ms;
	struct text before_id;

	int64_t limit;
};

/* The position of a review in a list. */
struct moderation_cursor {
	struct text review_id;
	int64_t submitted_at_ms;
};

/* Lists up to query->limit reviews that match the query. *ret_cursors receives an array of the
 * positions of these reviews, allocated in the fault's arena. */
enum status moderation_store_list(struct db *db, const struct moderation_query *query,
	struct moderation_cursor **ret_cursors, size_t *ret_count, struct fault *fault);

/* Counts the concerns about a review by reason. ret_counts[i] receives the number of concerns with
 * the reason feedback_store_reasons[i]. */
enum status moderation_store_count_concerns(struct db *db, struct text review_id,
	int64_t ret_counts[FEEDBACK_STORE_REASONS], struct fault *fault);

/* Returns the moderation state of a review as JSON, for the audit trail. The JSON contains neither
 * the text of the review nor the name of any person. */
struct text moderation_store_state(struct fault *fault, const struct review *review);

/* Stores a review that a moderator has changed. `old` is the stored review. If all fields that a
 * moderator can change are equal in both reviews, stores nothing and sets *ret_changed to false.
 * Call this function inside a transaction. */
enum status moderation_store_save(struct db *db, const struct review *old, struct review *review,
	int64_t now_ms, bool *ret_changed, struct fault *fault);

#endif
