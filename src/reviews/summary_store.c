#include "reviews/summary_store.h"

#include "db/column.h"

/* clang-format off */
#define SUMMARY_COLUMNS(KEY, FIRST, NEXT) \
	KEY(product_id, TEXT, product_id) \
	KEY(market, TEXT, market) \
	FIRST(sequence, INT, sequence) \
	SUMMARY_COUNTS(NEXT)
#define SUMMARY_COUNTS(NEXT) \
	NEXT(star1_count, INT, stars[0]) \
	NEXT(star2_count, INT, stars[1]) \
	NEXT(star3_count, INT, stars[2]) \
	NEXT(star4_count, INT, stars[3]) \
	NEXT(star5_count, INT, stars[4]) \
	NEXT(star1_review_count, INT, review_stars[0]) \
	NEXT(star2_review_count, INT, review_stars[1]) \
	NEXT(star3_review_count, INT, review_stars[2]) \
	NEXT(star4_review_count, INT, review_stars[3]) \
	NEXT(star5_review_count, INT, review_stars[4])
#define ADDED(column_, ...) ", " #column_ " = product_rating." #column_ " + excluded." #column_

#define SELECT "SELECT " COLUMN_NAMES(SUMMARY_COLUMNS) " FROM product_rating "
#define ADD \
	"INSERT INTO product_rating (" COLUMN_NAMES(SUMMARY_COLUMNS) ") " \
	"VALUES (" COLUMN_PARAMETERS(SUMMARY_COLUMNS) ") " \
	"ON CONFLICT (product_id, market) DO UPDATE SET " \
	"sequence = excluded.sequence" SUMMARY_COUNTS(ADDED)
/* clang-format on */

enum { COLUMN_INDEXES(SUMMARY_COLUMNS) };

static enum status add(struct db *db, const struct summary *row, struct fault *fault)
{
	return db_exec(db, fault, ADD, DB_ARGS(COLUMN_VALUES(SUMMARY_COLUMNS)));
}

struct aggregate summary_store_aggregate(struct arena *arena)
{
	return aggregate_make(arena, sizeof(struct summary));
}

/* The key is unique, because a market contains no line break. */
static struct summary *find(struct aggregate *tally, struct text product_id, struct text market)
{
	char bytes[AGGREGATE_KEY_BYTES_MAX];
	struct text kept;
	struct summary *summary = aggregate_find(tally,
		aggregate_key(bytes, "%.*s\n%.*s", (int)product_id.length, product_id.data,
			(int)market.length, market.data),
		&kept);

	summary->product_id = text_slice(kept, 0, product_id.length);
	summary->market = text_slice(kept, product_id.length + 1, market.length);
	return summary;
}

static void count(struct summary *summary, const struct review *review, int sign, int64_t sequence)
{
	summary->stars[review->rating - 1] += sign;
	if (text_is_set(review->review_text))
		summary->review_stars[review->rating - 1] += sign;
	summary->sequence = sequence;
}

void summary_store_add_delta(
	struct aggregate *tally, const struct review *review, int sign, int64_t sequence)
{
	if (!review_is_visible(review))
		return;
	count(find(tally, review->product_id, TEXT("")), review, sign, sequence);
	if (text_is_set(review->market))
		count(find(tally, review->product_id, review->market), review, sign, sequence);
}

enum status summary_store_flush(struct db *db, const struct aggregate *tally, struct fault *fault)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < tally->count && status == STATUS_OK; i++)
		status = add(db, aggregate_at(tally, i), fault);
	return status;
}

static struct summary read_summary(const struct db_cursor *rows, struct arena *arena)
{
	return (struct summary){COLUMN_MEMBERS(SUMMARY_COLUMNS)};
}

enum status summary_store_get(struct db *db, struct text product_id, struct text market,
	struct summary *ret_summary, struct fault *fault)
{
	struct db_cursor rows;

	*ret_summary = (struct summary){.product_id = product_id, .market = market};
	db_query(&rows, db, SELECT "WHERE product_id = $1 AND market = $2",
		DB_ARGS(DB_TEXT(product_id), DB_TEXT(market)));
	if (db_next(&rows))
		*ret_summary = read_summary(&rows, fault->arena);
	return db_end(&rows, fault);
}

enum status summary_store_list(struct db *db, int64_t since, size_t limit,
	struct summary **ret_summaries, size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;
	struct summary *summaries = arena_array(fault->arena, limit + 1, sizeof(*summaries));
	size_t count = 0;

	db_query(&rows, db, SELECT "WHERE market = '' AND sequence > $1 ORDER BY sequence LIMIT $2",
		DB_ARGS(DB_INT(since), DB_INT((int64_t)limit)));
	while (db_next(&rows))
		summaries[count++] = read_summary(&rows, fault->arena);
	*ret_summaries = summaries;
	*ret_count = count;
	return db_end(&rows, fault);
}

static const char *const rating_names[REVIEW_STARS] = {
	"star1Count", "star2Count", "star3Count", "star4Count", "star5Count"};
static const char *const review_names[REVIEW_STARS] = {"star1ReviewCount", "star2ReviewCount",
	"star3ReviewCount", "star4ReviewCount", "star5ReviewCount"};

static void write_stars(
	struct jsonwrite *out, const char *const names[REVIEW_STARS], const int64_t *counts)
{
	for (int i = REVIEW_STARS - 1; i >= 0; i--)
		jsonwrite_int(out, names[i], counts[i]);
}

void summary_store_write_stars(struct jsonwrite *out, const int64_t counts[REVIEW_STARS])
{
	write_stars(out, rating_names, counts);
}

void summary_store_write_members(
	struct jsonwrite *out, const struct summary *summary, struct text tenant_id)
{
	int64_t ratings = 0, reviews = 0, points = 0;

	for (int i = 0; i < REVIEW_STARS; i++) {
		ratings += summary->stars[i];
		reviews += summary->review_stars[i];
		points += summary->stars[i] * (i + 1);
	}
	jsonwrite_text(out, "tenantId", tenant_id);
	jsonwrite_text(out, "productId", summary->product_id);
	if (summary->market.length > 0)
		jsonwrite_text(out, "market", summary->market);
	/* Without ratings there is no average, and the storefront draws no stars. */
	if (ratings > 0)
		jsonwrite_decimal(out, "averageRating", (double)points / (double)ratings);
	jsonwrite_int(out, "totalRatingsCount", ratings);
	jsonwrite_int(out, "reviewsCount", reviews);
	summary_store_write_stars(out, summary->stars);
	write_stars(out, review_names, summary->review_stars);
}

void summary_store_write(
	struct jsonwrite *out, const struct summary *summary, struct text tenant_id)
{
	jsonwrite_open(out, '{');
	summary_store_write_members(out, summary, tenant_id);
	jsonwrite_close(out, '}');
}
