/*
 * data_subject_store: finds and erases the data of a data subject (a person).
 *
 * The data consists of the reviews, votes and concerns that the person submitted. If the caller
 * identifies the person by e-mail address, the functions also find items that contain only the hash
 * of the address.
 *
 * An erasure deletes the items. Tombstones of the erased reviews remain, without the content of the
 * reviews (reviews/tombstone_store.h). Summaries, counts, the search index and the change feed stay
 * consistent. Begin a transaction before you call a function that accesses the database.
 */
#ifndef REVIEWS_DATA_SUBJECT_STORE_H
#define REVIEWS_DATA_SUBJECT_STORE_H

#include "db/db.h"
#include "reviews/review.h"

struct data_subject {
	struct text user_id;
	struct text email_hash; /* absent: find items by user_id only */
};

enum data_subject_kind { DATA_SUBJECT_REVIEW, DATA_SUBJECT_VOTE, DATA_SUBJECT_CONCERN };
#define DATA_SUBJECT_KINDS 3

/* The names "review", "vote" and "concern", indexed by enum data_subject_kind. */
extern const char *const data_subject_store_kind_names[DATA_SUBJECT_KINDS];

/* Sets *ret_kind to the kind with this name. Returns false if no kind has this name. */
bool data_subject_store_parse_kind(struct text name, enum data_subject_kind *ret_kind);

/* A review, vote or concern of the data subject. */
struct data_subject_item {
	struct text review_id;
	struct text product_id;
	int64_t at_ms; /* time of the review, vote or concern */
	struct text person_id; /* the user id that is stored in this item */
	bool is_helpful; /* votes only */
	struct text reason; /* concerns only */
};

/* Returns the data subject with this e-mail address. Ignores case and surrounding blanks.
 * `email_key` is the environment's key for the purpose ENVIRONMENT_EMAIL (registry/environment.h).
 */
struct data_subject data_subject_store_by_email(
	struct arena *arena, struct text email_key, struct text email);

/* Returns the data subject with this user id. */
struct data_subject data_subject_store_by_id(struct text user_id);

/* Returns a keyed hash of the person's user id, in hexadecimal. Receipts and audit events contain
 * this hash instead of the user id. No other stored data contains the hash. Without the key, the
 * hash does not reveal the person. */
struct text data_subject_store_hash(
	struct arena *arena, struct text subject_key, const struct data_subject *person);

/* Finds up to `limit` items of one kind. If `review_id` is not absent (base/text.h), finds only
 * items with this review_id. The array and its texts are allocated in the fault's arena. */
enum status data_subject_store_find(struct db *db, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id, size_t limit,
	struct data_subject_item **ret_items, size_t *ret_count, struct fault *fault);

/* Erases up to `limit` of the items that data_subject_store_find() would find. *ret_count receives
 * the number of erased items. If this number is less than `limit`, no items are left. */
enum status data_subject_store_erase(struct db *db, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id, size_t limit, int64_t now_ms,
	size_t *ret_count, struct fault *fault);

#endif
