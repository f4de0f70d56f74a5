/*
 * data_subject_store: what is kept of one person: reviews, and votes and concerns about others';
 * found by index, and removed.
 *
 * Promises: who is known by an e-mail is found under its hash, also where the hash is all that is
 * known. What is removed leaves nothing of the person but the tombstones of the feed, which hold
 * ids of reviews alone; summaries, counts, search and feed are kept. Runs inside a transaction of
 * the caller's.
 */
#ifndef REVIEWS_DATA_SUBJECT_STORE_H
#define REVIEWS_DATA_SUBJECT_STORE_H

#include "db/db.h"
#include "reviews/review.h"

struct data_subject {
	struct text user_id;
	struct text email_hash; /* absent: looked for by the id alone */
};

enum data_subject_kind { DATA_SUBJECT_REVIEW, DATA_SUBJECT_VOTE, DATA_SUBJECT_CONCERN };
#define DATA_SUBJECT_KINDS 3

/* "review", "vote", "concern", by kind. */
extern const char *const data_subject_store_kind_names[DATA_SUBJECT_KINDS];

/* False when it is none of them. */
bool data_subject_store_parse_kind(struct text name, enum data_subject_kind *ret_kind);

struct data_subject_item {
	struct text review_id;
	struct text product_id;
	int64_t at_ms; /* submitted, voted or reported */
	struct text person_id; /* under which id of the person */
	bool is_helpful; /* of a vote */
	struct text reason; /* of a concern */
};

/* An e-mail in any case, with or without blanks around. */
struct data_subject data_subject_store_by_email(
	struct arena *arena, struct text email_key, struct text email);
struct data_subject data_subject_store_by_id(struct text user_id);

/* What proves later that a receipt is about this person, and tells nobody without the key who
 * that is; hexadecimal. Nothing else is stored under it. */
struct text data_subject_store_hash(
	struct arena *arena, struct text subject_key, const struct data_subject *person);

/* Up to `limit` items of one kind, of one review or (absent) of all. Texts live in the fault's
 * arena. */
enum status data_subject_store_find(struct db *db, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id, size_t limit,
	struct data_subject_item **ret_items, size_t *ret_count, struct fault *fault);

/* Removes up to `limit` of what data_subject_store_find() finds; fewer than that are the last. */
enum status data_subject_store_erase(struct db *db, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id, size_t limit, int64_t now_ms,
	size_t *ret_count, struct fault *fault);

#endif
