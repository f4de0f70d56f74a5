/*
 * data_subject_store: finds and erases the data of one data subject: the person's reviews, and the
 * person's votes and concerns about others' reviews.
 *
 * A data subject given by e-mail is also found where only the hash of the e-mail is stored. Erasure
 * leaves no personal data except tombstones, which contain ids of reviews; summaries, counts, the
 * search index and the change feed stay consistent. Functions run inside the caller's transaction.
 */
#ifndef REVIEWS_DATA_SUBJECT_STORE_H
#define REVIEWS_DATA_SUBJECT_STORE_H

#include "db/db.h"
#include "reviews/review.h"

struct data_subject {
	struct text user_id;
	struct text email_hash; /* absent: search by user_id only */
};

enum data_subject_kind { DATA_SUBJECT_REVIEW, DATA_SUBJECT_VOTE, DATA_SUBJECT_CONCERN };
#define DATA_SUBJECT_KINDS 3

/* "review", "vote", "concern", by enum data_subject_kind. */
extern const char *const data_subject_store_kind_names[DATA_SUBJECT_KINDS];

/* Returns false if `name` is no kind. */
bool data_subject_store_parse_kind(struct text name, enum data_subject_kind *ret_kind);

struct data_subject_item {
	struct text review_id;
	struct text product_id;
	int64_t at_ms; /* time of the review, vote or concern */
	struct text person_id; /* the person's id in this item */
	bool is_helpful; /* votes only */
	struct text reason; /* concerns only */
};

/* Returns the data subject with this e-mail; case and surrounding blanks are ignored. */
struct data_subject data_subject_store_by_email(
	struct arena *arena, struct text email_key, struct text email);
struct data_subject data_subject_store_by_id(struct text user_id);

/* Returns the keyed hash that identifies the data subject in receipts and audit events, in
 * hexadecimal. Without the key it does not reveal the person, and no other data contains it. */
struct text data_subject_store_hash(
	struct arena *arena, struct text subject_key, const struct data_subject *person);

/* Finds up to `limit` items of one kind: about the review `review_id`, or about any review if that
 * is absent. Items and texts live in the fault's arena. */
enum status data_subject_store_find(struct db *db, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id, size_t limit,
	struct data_subject_item **ret_items, size_t *ret_count, struct fault *fault);

/* Erases up to `limit` of the items that data_subject_store_find() returns. If *ret_count is less
 * than `limit`, nothing remains. */
enum status data_subject_store_erase(struct db *db, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id, size_t limit, int64_t now_ms,
	size_t *ret_count, struct fault *fault);

#endif
