#include "reviews/review_page.h"

#include "reviews/review_columns.h"
#include "reviews/review_store.h"
#include "reviews/summary_store.h"

/* $1 to $5: the filter; $6: limit; from $7: the page begins after this position. Locales are stored
 * as received, and compared in the form of normal_locale(). */
#define AMONG                                                                                      \
	"WHERE product_id = $1 AND is_shown = 1 "                                                  \
	"AND (CAST($3 AS TEXT) IS NULL OR market = $3) "                                           \
	"AND (CAST($4 AS TEXT) IS NULL OR replace(lower(locale), '_', '-') = $4) "                 \
	"AND (CAST($5 AS TEXT) IS NULL OR channel_id = $5) "
#define ANY_RATING "AND CAST($2 AS BIGINT) = 0 "
#define ONE_RATING "AND rating = $2 "
#define BY_TIME                                                                                    \
	"AND (submitted_at_ms, review_id) < ($7, $8) "                                             \
	"ORDER BY submitted_at_ms DESC, review_id DESC LIMIT $6"
#define BY_KEY(key_)                                                                               \
	"AND (" key_ ", submitted_at_ms, review_id) < ($7, $8, $9) "                               \
	"ORDER BY " key_ " DESC, submitted_at_ms DESC, review_id DESC LIMIT $6"
#define PAGE(rating_, order_) REVIEW_SELECT AMONG rating_ order_
#define COUNT(rating_) "SELECT count(*) FROM review " AMONG rating_

#define FILTERS 5

/* Returns "en-us" for "en_US": case is not significant (RFC 5646 §2.1.1), and tags are
 * ASCII. */
static struct text normal_locale(struct arena *arena, struct text locale)
{
	char *out;

	if (!text_is_set(locale))
		return TEXT_NONE;
	out = arena_alloc(arena, locale.length + 1);
	for (size_t i = 0; i < locale.length; i++) {
		char c = locale.data[i];

		if (c == '_')
			c = '-';
		out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct text){out, locale.length};
}

static void put_filter(
	struct db_value values[FILTERS], const struct review_filter *filter, struct arena *arena)
{
	values[0] = (struct db_value)DB_TEXT(filter->product_id);
	values[1] = (struct db_value)DB_INT(filter->rating);
	values[2] = (struct db_value)DB_TEXT(filter->market);
	values[3] = (struct db_value)DB_TEXT(normal_locale(arena, filter->locale));
	values[4] = (struct db_value)DB_TEXT(filter->channel_id);
}

struct review_cursor review_page_start(void)
{
	return (struct review_cursor){INT64_MAX, INT64_MAX, TEXT("")};
}

struct review_cursor review_page_cursor(const struct review *review, enum review_order order)
{
	struct review_cursor cursor = {0, review->submitted_at_ms, review->review_id};

	switch (order) {
	case REVIEW_HELPFUL:
		cursor.key = review->helpful_positive - review->helpful_negative;
		break;
	case REVIEW_HIGHEST:
		cursor.key = review->rating;
		break;
	case REVIEW_LOWEST:
		cursor.key = REVIEW_STARS + 1 - review->rating;
		break;
	case REVIEW_RECENT:
		break;
	}
	return cursor;
}

/* `values` ends with the time and id of the position; its key is inserted before them if the order
 * has one. Reviews with one rating are ordered by time when the order is by rating. */
static void begin(struct db_cursor *rows, struct db *db, enum review_order order, bool one_rating,
	const struct db_value *values)
{
	const size_t by_time = FILTERS + 3, by_key = FILTERS + 4;

	if (one_rating && order == REVIEW_HELPFUL)
		db_query(rows, db, PAGE(ONE_RATING, BY_KEY("helpful_score")), values, by_key);
	else if (one_rating)
		db_query(rows, db, PAGE(ONE_RATING, BY_TIME), values, by_time);
	else if (order == REVIEW_HELPFUL)
		db_query(rows, db, PAGE(ANY_RATING, BY_KEY("helpful_score")), values, by_key);
	else if (order == REVIEW_HIGHEST)
		db_query(rows, db, PAGE(ANY_RATING, BY_KEY("rating")), values, by_key);
	else if (order == REVIEW_LOWEST)
		db_query(rows, db, PAGE(ANY_RATING, BY_KEY("missing_stars")), values, by_key);
	else
		db_query(rows, db, PAGE(ANY_RATING, BY_TIME), values, by_time);
}

static enum status read_all(struct db_cursor *rows, size_t limit, struct review **ret_reviews,
	size_t *ret_count, struct fault *fault)
{
	struct review *reviews = arena_array(fault->arena, limit + 1, sizeof(*reviews));
	size_t count = 0;

	while (db_next(rows))
		reviews[count++] = review_store_copy(rows, fault->arena);
	*ret_reviews = reviews;
	*ret_count = count;
	return db_end(rows, fault);
}

enum status review_page_product(struct db *db, const struct review_filter *filter,
	enum review_order order, const struct review_cursor *after, size_t limit,
	struct review **ret_reviews, size_t *ret_count, struct fault *fault)
{
	struct db_value values[FILTERS + 4];
	size_t count = FILTERS;
	struct db_cursor rows;
	bool by_time = order == REVIEW_RECENT || (filter->rating != 0 && order != REVIEW_HELPFUL);

	put_filter(values, filter, fault->arena);
	values[count++] = (struct db_value)DB_INT((int64_t)limit);
	if (!by_time)
		values[count++] = (struct db_value)DB_INT(after->key);
	values[count++] = (struct db_value)DB_INT(after->submitted_at_ms);
	values[count++] = (struct db_value)DB_TEXT(after->review_id);
	begin(&rows, db, order, filter->rating != 0, values);
	return read_all(&rows, limit, ret_reviews, ret_count, fault);
}

static enum status read_total_from_summary(
	struct db *db, const struct review_filter *filter, int64_t *ret_total, struct fault *fault)
{
	struct text market = text_or_empty(filter->market);
	struct summary summary;
	enum status status = summary_store_get(db, filter->product_id, market, &summary, fault);

	*ret_total = 0;
	for (int i = 0; status == STATUS_OK && i < REVIEW_STARS; i++) {
		if (filter->rating == 0 || filter->rating == i + 1)
			*ret_total += summary.review_stars[i];
	}
	return status;
}

enum status review_page_total(
	struct db *db, const struct review_filter *filter, int64_t *ret_total, struct fault *fault)
{
	struct db_value values[FILTERS];
	struct db_cursor rows;

	if (!text_is_set(filter->locale) && !text_is_set(filter->channel_id))
		return read_total_from_summary(db, filter, ret_total, fault);
	put_filter(values, filter, fault->arena);
	if (filter->rating != 0)
		db_query(&rows, db, COUNT(ONE_RATING), values, FILTERS);
	else
		db_query(&rows, db, COUNT(ANY_RATING), values, FILTERS);
	*ret_total = 0;
	return column_end_int(&rows, ret_total, fault);
}

enum status review_page_visible(struct db *db, int64_t before, size_t limit,
	struct review **ret_reviews, size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		REVIEW_SELECT "WHERE is_published = 1 AND is_taken_down = 0 AND sequence < $1 "
			      "ORDER BY sequence DESC LIMIT $2",
		DB_ARGS(DB_INT(before), DB_INT((int64_t)limit)));
	return read_all(&rows, limit, ret_reviews, ret_count, fault);
}

enum status review_page_newest_of_user(struct db *db, struct text product_id, struct text user_id,
	struct review *ret_review, struct fault *fault)
{
	struct db_cursor rows;
	struct review *reviews;
	size_t count;
	enum status status;

	db_query(&rows, db,
		REVIEW_SELECT "WHERE user_id = $1 AND product_id = $2 "
			      "ORDER BY submitted_at_ms DESC, review_id DESC LIMIT 1",
		DB_ARGS(DB_TEXT(user_id), DB_TEXT(product_id)));
	status = read_all(&rows, 1, &reviews, &count, fault);
	if (status == STATUS_OK && count == 0)
		return fault_set(fault, STATUS_NOT_FOUND, "ReviewNotFound",
			"This user has not reviewed this product.");
	*ret_review = reviews[0];
	return status;
}
