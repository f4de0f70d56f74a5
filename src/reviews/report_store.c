#include "reviews/report_store.h"

#include "base/day.h"

/* A day or a month of some reviews: a row, and what is added to it. */
struct period {
	struct text channel_id, market; /* empty: all */
	bool is_month;
	int64_t first_day;
	struct report_counts counts;
};

/* A statement of two rows would be slower than two statements: SQLite can undo a single row without
 * a journal. */
static enum status add(struct db *db, const struct period *period, struct fault *fault)
{
	const struct report_counts *c = &period->counts;

	return db_do(db, fault,
		"INSERT INTO review_period (channel_id, is_month, first_day, market, star1_count, "
		"star2_count, star3_count, star4_count, star5_count, text_count, received_count, "
		"unpublished_count, taken_down_count, reported_count, responded_count) VALUES "
		"($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
		"ON CONFLICT (channel_id, is_month, first_day, market) DO UPDATE SET "
		"star1_count = review_period.star1_count + excluded.star1_count, "
		"star2_count = review_period.star2_count + excluded.star2_count, "
		"star3_count = review_period.star3_count + excluded.star3_count, "
		"star4_count = review_period.star4_count + excluded.star4_count, "
		"star5_count = review_period.star5_count + excluded.star5_count, "
		"text_count = review_period.text_count + excluded.text_count, "
		"received_count = review_period.received_count + excluded.received_count, "
		"unpublished_count = review_period.unpublished_count + excluded.unpublished_count, "
		"taken_down_count = review_period.taken_down_count + excluded.taken_down_count, "
		"reported_count = review_period.reported_count + excluded.reported_count, "
		"responded_count = review_period.responded_count + excluded.responded_count",
		DB_ARGS(DB_TEXT(period->channel_id), DB_INT(period->is_month),
			DB_INT(period->first_day), DB_TEXT(period->market), DB_INT(c->stars[0]),
			DB_INT(c->stars[1]), DB_INT(c->stars[2]), DB_INT(c->stars[3]),
			DB_INT(c->stars[4]), DB_INT(c->texts), DB_INT(c->received),
			DB_INT(c->unpublished), DB_INT(c->taken_down), DB_INT(c->reported),
			DB_INT(c->responded)));
}

struct tally report_store_tally(struct arena *arena)
{
	return tally_make(arena, sizeof(struct period));
}

/* No id has a line break. */
static struct report_counts *find(struct tally *tally, const struct period *wanted)
{
	struct text channel_id = wanted->channel_id, market = wanted->market, kept;
	char bytes[TALLY_KEY_BYTES_MAX];
	struct period *period = tally_find(tally,
		tally_key(bytes, "%.*s\n%.*s\n%d %lld", (int)channel_id.length, channel_id.data,
			(int)market.length, market.data, wanted->is_month,
			(long long)wanted->first_day),
		&kept);

	period->channel_id = text_slice(kept, 0, channel_id.length);
	period->market = text_slice(kept, channel_id.length + 1, market.length);
	period->is_month = wanted->is_month;
	period->first_day = wanted->first_day;
	return &period->counts;
}

static void add_counts(struct report_counts *sum, const struct report_counts *counts)
{
	for (int i = 0; i < REVIEW_STARS; i++)
		sum->stars[i] += counts->stars[i];
	sum->texts += counts->texts;
	sum->received += counts->received;
	sum->unpublished += counts->unpublished;
	sum->taken_down += counts->taken_down;
	sum->reported += counts->reported;
	sum->responded += counts->responded;
}

static void add_day_and_month(struct tally *tally, struct text channel_id, struct text market,
	int64_t day, const struct report_counts *counts)
{
	struct period period = {.channel_id = channel_id, .market = market, .first_day = day};

	add_counts(find(tally, &period), counts);
	period.is_month = true;
	period.first_day = day_month(day);
	add_counts(find(tally, &period), counts);
}

/* To all that it belongs to: channel and market, each of them, neither. */
static void add_to_all(
	struct tally *tally, const struct review *review, const struct report_counts *counts)
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

void report_store_count(struct tally *tally, const struct review *review, int sign)
{
	struct report_counts counts = count(review, sign);

	add_to_all(tally, review, &counts);
}

static bool is_nothing(const struct report_counts *c)
{
	for (int i = 0; i < REVIEW_STARS; i++) {
		if (c->stars[i] != 0)
			return false;
	}
	return c->texts == 0 && c->received == 0 && c->unpublished == 0 && c->taken_down == 0 &&
		c->reported == 0 && c->responded == 0;
}

void report_store_change(struct tally *tally, const struct review *old, const struct review *review)
{
	report_store_count(tally, old, -1);
	report_store_count(tally, review, 1);
}

enum status report_store_add(struct db *db, const struct tally *tally, struct fault *fault)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < tally->count && status == STATUS_OK; i++) {
		const struct period *period = tally_at(tally, i);

		if (!is_nothing(&period->counts))
			status = add(db, period, fault);
	}
	return status;
}

/* Days up to the first whole month, whole months, and the days behind them. */
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

/* The same without months. */
static struct span span_days(int64_t from_day, int64_t until_day)
{
	return (struct span){from_day, until_day, until_day, until_day};
}

#define IN_CHANNEL " FROM review_period WHERE channel_id = $1 "

/* $1: the channel; $2 to $5: the span. What follows holds for each of the three parts. */
#define SPAN(columns_, condition_)                                                                 \
	"SELECT " columns_ IN_CHANNEL                                                              \
	"AND is_month = 0 AND first_day >= $2 AND first_day < $3 " condition_                      \
	" UNION ALL SELECT " columns_ IN_CHANNEL                                                   \
	"AND is_month = 1 AND first_day >= $3 AND first_day < $4 " condition_                      \
	" UNION ALL SELECT " columns_ IN_CHANNEL                                                   \
	"AND is_month = 0 AND first_day >= $4 AND first_day < $5 " condition_

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
	if (db_next(&rows))
		*ret_day = db_int(&rows, 0);
	return db_end(&rows, fault);
}

/* The first day of the point that the day is in. */
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

/* The point of that first day; it is one of them. */
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

static struct report_counts read_counts(const struct db_cursor *rows)
{
	return (struct report_counts){
		.stars = {db_int(rows, 1), db_int(rows, 2), db_int(rows, 3), db_int(rows, 4),
			db_int(rows, 5)},
		.texts = db_int(rows, 6),
		.received = db_int(rows, 7),
		.unpublished = db_int(rows, 8),
		.taken_down = db_int(rows, 9),
		.reported = db_int(rows, 10),
		.responded = db_int(rows, 11),
	};
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

	db_query(&rows, db,
		SPAN("first_day, star1_count, star2_count, star3_count, star4_count, star5_count, "
		     "text_count, received_count, unpublished_count, taken_down_count, "
		     "reported_count, responded_count",
			"AND market = $6"),
		DB_ARGS(SPAN_VALUES(query, &span), DB_TEXT(text_or_empty(query->market))));
	while (db_next(&rows)) {
		struct report_counts counts = read_counts(&rows);
		struct report_point *point =
			find_point(report, point_of(query->step, db_int(&rows, 0)));

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
	struct span span = split(query->from_day, query->to_day + 1);
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT market, sum(ratings) AS all_ratings, sum(stars) FROM (" SPAN(
			"market, star1_count + star2_count + star3_count + star4_count + "
			"star5_count AS ratings, star1_count + 2 * star2_count + 3 * star3_count + "
			"4 * star4_count + 5 * star5_count AS stars",
			"AND market <> '' AND (CAST($6 AS TEXT) IS NULL OR market = $6)") ") AS "
											  "part "
											  "GROUP "
											  "BY "
											  "market "
											  "HAVING "
											  "sum("
											  "ratings)"
											  " > 0 "
											  "ORDER "
											  "BY "
											  "all_"
											  "ratings "
											  "DESC, "
											  "market",
		DB_ARGS(SPAN_VALUES(query, &span), DB_TEXT(query->market)));
	while (db_next(&rows)) {
		struct report_market *market = next_market(report, db_text(&rows, 0), fault->arena);

		market->ratings += db_int(&rows, 1);
		market->stars += db_int(&rows, 2);
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
