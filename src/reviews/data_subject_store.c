#include "reviews/data_subject_store.h"

#include "base/hash.h"
#include "db/column.h"
#include "reviews/feedback_store.h"
#include "reviews/review_store.h"

const char *const data_subject_store_kind_names[DATA_SUBJECT_KINDS] = {
	[DATA_SUBJECT_REVIEW] = "review",
	[DATA_SUBJECT_VOTE] = "vote",
	[DATA_SUBJECT_CONCERN] = "concern"};

bool data_subject_store_parse_kind(struct text name, enum data_subject_kind *ret_kind)
{
	for (int i = 0; i < DATA_SUBJECT_KINDS; i++) {
		if (text_equal(name, text_from(data_subject_store_kind_names[i]))) {
			*ret_kind = (enum data_subject_kind)i;
			return true;
		}
	}
	return false;
}

struct data_subject data_subject_store_by_email(
	struct arena *arena, struct text email_key, struct text email)
{
	struct text hash = review_hash_email(arena, email_key, email);

	/* A user with an e-mail but no id has the hash of the e-mail as id. */
	return (struct data_subject){.user_id = hash, .email_hash = hash};
}

struct data_subject data_subject_store_by_id(struct text user_id)
{
	return (struct data_subject){.user_id = user_id};
}

struct text data_subject_store_hash(
	struct arena *arena, struct text subject_key, const struct data_subject *person)
{
	struct hash hash = hash_hmac(subject_key,
		arena_printf(
			arena, "erasure\n%.*s", (int)person->user_id.length, person->user_id.data));

	return hash_hex(arena, &hash);
}

/* clang-format off */
/* Each query reads two indexes, whose results have no row in common. $1, $2: user_id and
 * email_hash; $3: review_id or NULL; $4: limit. */
#define REVIEWS \
	REVIEWS_WHERE("user_id = $1") \
	"UNION ALL " \
	REVIEWS_WHERE("user_email_hash = $2 AND user_id IS NOT $1") \
	"LIMIT $4"
#define REVIEWS_WHERE(condition_) \
	"SELECT review_id, product_id, submitted_at_ms, user_id, NULL, NULL " \
	"FROM review " \
	"WHERE " condition_ " AND ($3 IS NULL OR review_id = $3) "
#define VOTES \
	VOTES_WHERE("v.voter_id = $1") \
	"UNION ALL " \
	VOTES_WHERE("v.voter_email_hash = $2 AND v.voter_id <> $1") \
	"LIMIT $4"
#define VOTES_WHERE(condition_) \
	"SELECT v.review_id, r.product_id, v.voted_at_ms, v.voter_id, v.is_helpful, NULL " \
	"FROM review_vote v LEFT JOIN review r ON r.review_id = v.review_id " \
	"WHERE " condition_ " AND ($3 IS NULL OR v.review_id = $3) "
#define CONCERNS \
	CONCERNS_WHERE("c.reporter_id = $1") \
	"UNION ALL " \
	CONCERNS_WHERE("c.reporter_email_hash = $2 AND c.reporter_id <> $1") \
	"LIMIT $4"
#define CONCERNS_WHERE(condition_) \
	"SELECT c.review_id, r.product_id, c.reported_at_ms, c.reporter_id, NULL, c.reason " \
	"FROM review_concern c LEFT JOIN review r ON r.review_id = c.review_id " \
	"WHERE " condition_ " AND ($3 IS NULL OR c.review_id = $3) "
/* clang-format on */

enum { REVIEW_ID, PRODUCT_ID, AT_MS, PERSON_ID, IS_HELPFUL, REASON };

/* Arguments of all three queries. */
#define VALUES(person_, review_id_, limit_)                                                        \
	DB_ARGS(DB_TEXT((person_)->user_id), DB_TEXT((person_)->email_hash), DB_TEXT(review_id_),  \
		DB_INT((int64_t)(limit_)))

static void open_reviews(struct db_cursor *rows, struct db *db, const struct data_subject *person,
	struct text review_id, size_t limit)
{
	db_query(rows, db, REVIEWS, VALUES(person, review_id, limit));
}

static void open_votes(struct db_cursor *rows, struct db *db, const struct data_subject *person,
	struct text review_id, size_t limit)
{
	db_query(rows, db, VOTES, VALUES(person, review_id, limit));
}

static void open_concerns(struct db_cursor *rows, struct db *db, const struct data_subject *person,
	struct text review_id, size_t limit)
{
	db_query(rows, db, CONCERNS, VALUES(person, review_id, limit));
}

static enum status remove_vote(struct db *db, struct review *review,
	const struct data_subject_item *item, int64_t now_ms, struct fault *fault)
{
	(void)now_ms;
	return feedback_store_withdraw(db, review, item->person_id, fault);
}

static enum status remove_concern(struct db *db, struct review *review,
	const struct data_subject_item *item, int64_t now_ms, struct fault *fault)
{
	(void)now_ms;
	return feedback_store_retract(db, review, item->person_id, fault);
}

static enum status remove_review(struct db *db, struct review *review,
	const struct data_subject_item *item, int64_t now_ms, struct fault *fault)
{
	(void)item;
	return review_store_delete(db, review, "erased", now_ms, fault);
}

static const struct kind {
	void (*open)(struct db_cursor *rows, struct db *db, const struct data_subject *person,
		struct text review_id, size_t limit);
	enum status (*remove)(struct db *db, struct review *review,
		const struct data_subject_item *item, int64_t now_ms, struct fault *fault);
} kinds[DATA_SUBJECT_KINDS] = {
	[DATA_SUBJECT_REVIEW] = {open_reviews, remove_review},
	[DATA_SUBJECT_VOTE] = {open_votes, remove_vote},
	[DATA_SUBJECT_CONCERN] = {open_concerns, remove_concern},
};

static struct data_subject_item read_item(const struct db_cursor *rows, struct arena *arena)
{
	return (struct data_subject_item){
		.review_id = column_text(arena, rows, REVIEW_ID),
		.product_id = column_text(arena, rows, PRODUCT_ID),
		.at_ms = db_int(rows, AT_MS),
		.person_id = column_text(arena, rows, PERSON_ID),
		.is_helpful = db_int(rows, IS_HELPFUL) != 0,
		.reason = column_text(arena, rows, REASON),
	};
}

enum status data_subject_store_find(struct db *db, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id, size_t limit,
	struct data_subject_item **ret_items, size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;

	*ret_items = arena_array(fault->arena, limit + 1, sizeof(**ret_items));
	*ret_count = 0;
	kinds[kind].open(&rows, db, person, review_id, limit);
	while (*ret_count < limit && db_next(&rows))
		(*ret_items)[(*ret_count)++] = read_item(&rows, fault->arena);
	return db_end(&rows, fault);
}

static enum status erase_one(struct db *db, enum data_subject_kind kind,
	const struct data_subject_item *item, int64_t now_ms, struct fault *fault)
{
	struct review review;
	enum status status = review_store_get(db, item->review_id, &review, fault);

	/* A review is deleted together with its votes and concerns, but remove() also accepts one
	 * whose review is missing. */
	if (status == STATUS_NOT_FOUND) {
		fault_clear(fault);
		review = (struct review){.review_id = item->review_id};
	} else if (status != STATUS_OK) {
		return status;
	}
	return kinds[kind].remove(db, &review, item, now_ms, fault);
}

enum status data_subject_store_erase(struct db *db, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id, size_t limit, int64_t now_ms,
	size_t *ret_count, struct fault *fault)
{
	struct data_subject_item *items;
	enum status status = data_subject_store_find(
		db, person, kind, review_id, limit, &items, ret_count, fault);

	for (size_t i = 0; i < *ret_count && status == STATUS_OK; i++)
		status = erase_one(db, kind, &items[i], now_ms, fault);
	return status;
}
