#include "reviews/report_store.h"

#include "base/day.h"
#include "db/column.h"

/* A row of review_period, with changes to its counts. */
struct period {
	struct text channel_id, market; /* empty: all */
	bool is_month;
	int64_t first_day;
	struct report_counts counts;
};

/* clang-format off */
#define REPORT_COUNTS(FIRST, NEXT) \
	FIRST(star1_count, INT, stars[0]) \
	NEXT(star2_count, INT, stars[1]) \
	NEXT(star3_count, INT, stars[2]) \
	NEXT(star4_count, INT, stars[3]) \
	NEXT(star5_count, INT, stars[4]) \
	NEXT(text_count, INT, texts) \
	NEXT(received_count, INT, received) \
	NEXT(unpublished_count, INT, unpublished) \
	NEXT(taken_down_count, INT, taken_down) \
	NEXT(reported_count, INT, reported) \
	NEXT(responded_count, INT, responded)
#define REPORT_COLUMNS(KEY, FIRST, NEXT) \
	KEY(channel_id, TEXT, channel_id) \
	KEY(is_month, BOOL, is_month) \
	KEY(first_day, INT, first_day) \
	KEY(market, TEXT, market) \
	REPORT_COUNTS(FIRST, NEXT)
#define ADDED_FIRST(column_, ...) #column_ " = review_period." #column_ " + excluded." #column_
#define ADDED(column_, ...) ", " ADDED_FIRST(column_, )

#define ADD \
	"INSERT INTO review_period (" COLUMN_NAMES(REPORT_COLUMNS) ") " \
	"VALUES (" COLUMN_PARAMETERS(REPORT_COLUMNS) ") " \
	"ON CONFLICT (channel_id, is_month, first_day, market) DO UPDATE SET " \
	REPORT_COUNTS(ADDED_FIRST, ADDED)
/* clang-format on */

/* One row per statement is faster than two: SQLite does not need a statement journal for a single
 * row. */
static enum status add(struct db *db, const struct period *period, struct fault *fault)
{
	const struct report_counts *row = &period->counts;

	return db_exec(db, fault, ADD,
		DB_ARGS(DB_TEXT(period->channel_id), DB_INT(period->is_month),
			DB_INT(period->first_day), DB_TEXT(period->market),
			REPORT_COUNTS(COLUMN_VALUE, COLUMN_VALUE)));
}

struct aggregate report_store_aggregate(struct arena *arena)
{
	return aggregate_make(arena, sizeof(struct period));
}

/* The key is unique, because no id contains a line break. */
static struct report_counts *find(struct aggregate *tally, const struct period *wanted)
{
	struct text channel_id = wanted->channel_id, market = wanted->market, kept;
	char bytes[AGGREGATE_KEY_BYTES_MAX];
	struct period *period = aggregate_find(tally,
		aggregate_key(bytes, "%.*s\n%.*s\n%d %lld", (int)channel_id.length, channel_id.data,
			(int)market.length, market.data, wanted->is_month,
			(long long)wanted->first_day),
		&kept);

	period->channel_id = text_slice(kept, 0, channel_id.length);
	period->market = text_slice(kept, channel_id.length + 1, market.length);
	period->is_month = wanted->is_month;
	period->first_day = wanted->first_day;
	return &period->counts;
}

#define ADD_COUNT(column_, kind_, member_) sum->member_ += counts->member_;

static void add_counts(struct report_counts *sum, const struct report_counts *counts)
{
	REPORT_COUNTS(ADD_COUNT, ADD_COUNT)
}

static void add_day_and_month(struct aggregate *tally, struct text channel_id, struct text market,
	int64_t day, const struct report_counts *counts)
{
	struct period period = {.channel_id = channel_id, .market = market, .first_day = day};

	add_counts(find(tally, &period), counts);
	period.is_month = true;
	period.first_day = day_month(day);
	add_counts(find(tally, &period), counts);
}

/* Adds the counts for every combination of (channel or all) and (market or all). */
static void add_to_all(
	struct aggregate *tally, const struct review *review, const struct report_counts *counts)
{
	const struct text channels[] = {TEXT(""), text_or_empty(review->channel_id)};
	const struct text markets[] = {TEXT(""), text_or_empty(review->market)};
	size_t channel_count = channels[1].length > 0 ? 2 : 1;
	size_t market_count = markets[1].length > 0 ? 2 : 1;
	int64_t day = day_of(review->submitted_at_ms);

	for (size_t i = 0; i < channel_count * market_count; i++)
		add_day_and_month(
			tally, channels[i / market_count], markets[i % market_count], day, counts);
}

static struct report_counts count(const struct review *review, int sign)
{
	struct report_counts counts = {
		.texts = review_is_shown(review) ? sign : 0,
		.received = sign,
		.unpublished = !review->is_published && !review->is_taken_down ? sign : 0,
		.taken_down = review->is_taken_down ? sign : 0,
		.reported = review->concern_count > 0 ? sign : 0,
		.responded = text_is_set(review->response_id) ? sign : 0,
	};

	if (review_is_visible(review))
		counts.stars[review->rating - 1] = sign;
	return counts;
}

void report_store_add_delta(struct aggregate *tally, const struct review *review, int sign)
{
	struct report_counts counts = count(review, sign);

	add_to_all(tally, review, &counts);
}

#define JOIN_COUNT(column_, kind_, member_) bits |= counts->member_;

static bool is_zero(const struct report_counts *counts)
{
	int64_t bits = 0;

	REPORT_COUNTS(JOIN_COUNT, JOIN_COUNT)
	return bits == 0;
}

void report_store_replace_delta(
	struct aggregate *tally, const struct review *old, const struct review *review)
{
	report_store_add_delta(tally, old, -1);
	report_store_add_delta(tally, review, 1);
}

enum status report_store_flush(struct db *db, const struct aggregate *tally, struct fault *fault)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < tally->count && status == STATUS_OK; i++) {
		const struct period *period = aggregate_at(tally, i);

		if (!is_zero(&period->counts))
			status = add(db, period, fault);
	}
	return status;
}

/* A period as days before the first whole month, whole months, and days after them. */
struct span {
	int64_t from_day, month_from_day, month_until_day, until_day;
};

static struct span split(int64_t from_day, int64_t until_day)
{
	struct span span = {.from_day = from_day, .until_day = until_day};

	span.month_until_day = day_month(until_day);
	span.month_from_day = day_month(from_day);
	if (span.month_from_day != from_day)
		span.month_from_day = day_next_month(from_day);
	if (span.month_from_day >= span.month_until_day)
		span.month_from_day = span.month_until_day = until_day;
	return span;
}

/* Returns the span as days only. */
static struct span span_days(int64_t from_day, int64_t until_day)
{
	return (struct span){from_day, until_day, until_day, until_day};
}

/* clang-format off */
/* $1: the channel; $2 to $5: the span. The condition applies to each of the three parts. */
#define SPAN(columns_, condition_) \
	"SELECT " columns_ " FROM review_period WHERE channel_id = $1 " \
	"AND is_month = 0 AND first_day >= $2 AND first_day < $3 " condition_ \
	" UNION ALL " \
	"SELECT " columns_ " FROM review_period WHERE channel_id = $1 " \
	"AND is_month = 1 AND first_day >= $3 AND first_day < $4 " condition_ \
	" UNION ALL " \
	"SELECT " columns_ " FROM review_period WHERE channel_id = $1 " \
	"AND is_month = 0 AND first_day >= $4 AND first_day < $5 " condition_

/* $6: the market. */
#define POINTS \
	SPAN("first_day, " REPORT_COUNTS(COLUMN_NAME_FIRST, COLUMN_NAME_NEXT), \
		"AND market = $6")
#define MARKETS \
	"SELECT market, sum(ratings) AS all_ratings, sum(stars) FROM (" \
	SPAN("market, " \
		"star1_count + star2_count + star3_count + star4_count + star5_count AS ratings, " \
		"star1_count + 2 * star2_count + 3 * star3_count + 4 * star4_count " \
			"+ 5 * star5_count AS stars", \
		"AND market <> '' AND (CAST($6 AS TEXT) IS NULL OR market = $6)") \
	") AS part " \
	"GROUP BY market " \
	"HAVING sum(ratings) > 0 " \
	"ORDER BY all_ratings DESC, market"
/* clang-format on */

#define SPAN_VALUES(query_, span_)                                                                 \
	DB_TEXT(text_or_empty((query_)->channel_id)), DB_INT((span_)->from_day),                   \
		DB_INT((span_)->month_from_day), DB_INT((span_)->month_until_day),                 \
		DB_INT((span_)->until_day)

enum status report_store_first_day(struct db *db, const struct report_query *query, int64_t if_none,
	int64_t *ret_day, struct fault *fault)
{
	struct db_cursor rows;

	*ret_day = if_none;
	db_query(&rows, db,
		"SELECT first_day FROM review_period WHERE channel_id = $1 AND is_month = 0 "
		"AND market = $2 AND received_count > 0 ORDER BY first_day LIMIT 1",
		DB_ARGS(DB_TEXT(text_or_empty(query->channel_id)),
			DB_TEXT(text_or_empty(query->market))));
	return column_end_int(&rows, ret_day, fault);
}

/* Returns the first day of the point that contains `day`. */
static int64_t point_of(enum report_step step, int64_t day)
{
	if (step == REPORT_DAY)
		return day;
	return step == REPORT_WEEK ? day_week(day) : day_month(day);
}

static int64_t next_point(enum report_step step, int64_t first_day)
{
	if (step == REPORT_MONTH)
		return day_next_month(first_day);
	return first_day + (step == REPORT_WEEK ? DAY_PER_WEEK : 1);
}

size_t report_store_point_count(const struct report_query *query)
{
	int64_t first_day = point_of(query->step, query->from_day);
	size_t count = 0;

	for (; first_day <= query->to_day && count <= REPORT_STORE_POINTS_MAX; count++)
		first_day = next_point(query->step, first_day);
	return count;
}

static void make_points(
	struct report *report, const struct report_query *query, struct arena *arena)
{
	int64_t first_day = point_of(query->step, query->from_day);

	report->point_count = report_store_point_count(query);
	report->points = arena_array(arena, report->point_count, sizeof(*report->points));
	for (size_t i = 0; i < report->point_count; i++) {
		report->points[i].first_day = first_day;
		first_day = next_point(query->step, first_day);
	}
}

/* Finds the point that begins on `first_day`, which must exist. */
static struct report_point *find_point(struct report *report, int64_t first_day)
{
	size_t low = 0, high = report->point_count - 1;

	while (low < high) {
		size_t middle = (low + high + 1) / 2;

		if (report->points[middle].first_day <= first_day)
			low = middle;
		else
			high = middle - 1;
	}
	return &report->points[low];
}

/* Column indexes of POINTS. */
enum { COLUMN_first_day, REPORT_COUNTS(COLUMN_INDEX, COLUMN_INDEX) };

static struct report_counts read_counts(const struct db_cursor *rows)
{
	return (struct report_counts){REPORT_COUNTS(COLUMN_READ, COLUMN_READ)};
}

int64_t report_store_ratings(const struct report_counts *counts)
{
	int64_t ratings = 0;

	for (int i = 0; i < REVIEW_STARS; i++)
		ratings += counts->stars[i];
	return ratings;
}

int64_t report_store_stars(const struct report_counts *counts)
{
	int64_t stars = 0;

	for (int i = 0; i < REVIEW_STARS; i++)
		stars += counts->stars[i] * (i + 1);
	return stars;
}

static enum status read_points(
	struct db *db, const struct report_query *query, struct report *report, struct fault *fault)
{
	int64_t until_day = query->to_day + 1;
	struct span span = query->step == REPORT_MONTH ? split(query->from_day, until_day)
						       : span_days(query->from_day, until_day);
	struct db_cursor rows;

	db_query(&rows, db, POINTS,
		DB_ARGS(SPAN_VALUES(query, &span), DB_TEXT(text_or_empty(query->market))));
	while (db_next(&rows)) {
		struct report_counts counts = read_counts(&rows);
		struct report_point *point =
			find_point(report, point_of(query->step, db_int(&rows, COLUMN_first_day)));

		point->ratings += report_store_ratings(&counts);
		point->stars += report_store_stars(&counts);
		add_counts(&report->totals, &counts);
	}
	return db_end(&rows, fault);
}

static struct report_market *next_market(
	struct report *report, struct text market, struct arena *arena)
{
	if (report->market_count == REPORT_STORE_MARKETS)
		return &report->others;
	report->markets[report->market_count].market = arena_text(arena, market);
	return &report->markets[report->market_count++];
}

static enum status read_markets(
	struct db *db, const struct report_query *query, struct report *report, struct fault *fault)
{
	enum { MARKET, RATINGS, STARS };
	struct span span = split(query->from_day, query->to_day + 1);
	struct db_cursor rows;

	db_query(&rows, db, MARKETS, DB_ARGS(SPAN_VALUES(query, &span), DB_TEXT(query->market)));
	while (db_next(&rows)) {
		struct report_market *market =
			next_market(report, db_text(&rows, MARKET), fault->arena);

		market->ratings += db_int(&rows, RATINGS);
		market->stars += db_int(&rows, STARS);
	}
	return db_end(&rows, fault);
}

enum status report_store_read(struct db *db, const struct report_query *query,
	struct report *ret_report, struct fault *fault)
{
	enum status status;

	*ret_report = (struct report){.point_count = 0};
	make_points(ret_report, query, fault->arena);
	status = read_points(db, query, ret_report, fault);
	return status == STATUS_OK ? read_markets(db, query, ret_report, fault) : status;
}
