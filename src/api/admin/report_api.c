#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "base/day.h"
#include "reviews/ranking_store.h"
#include "reviews/report_store.h"
#include "reviews/summary_store.h"

/* Maximum number of points if the service chooses the granularity. */
#define POINTS_CHOSEN 120

#define POINT_BYTES_MAX 128
#define REPORT_BYTES_MAX (64 * 1024 + REPORT_STORE_POINTS_MAX * POINT_BYTES_MAX)

/* Number of products in each ranking. */
#define PRODUCTS 10
#define PRODUCTS_BYTES_MAX (1024 * 1024)

static const struct field_name step_names[] = {{"day", 1U << REPORT_DAY},
	{"week", 1U << REPORT_WEEK}, {"month", 1U << REPORT_MONTH}, {NULL, 0}};

struct report_parameters {
	int64_t from_ms, to_ms; /* 0: not given */
	struct text market, channel_id;
	uint32_t step;
};

#define AT(member) .offset = offsetof(struct report_parameters, member)
#define RULE_MARKET                                                                                \
	{                                                                                          \
		.name = "market", .kind = FIELD_LINE, AT(market), .min = 1,                        \
		.max = REVIEW_MARKET_MAX                                                           \
	}

static const struct field_rule report_rules[] = {
	{.name = "from", .kind = FIELD_TIME, AT(from_ms)},
	{.name = "to", .kind = FIELD_TIME, AT(to_ms), .min = 1},
	RULE_MARKET,
	{.name = "channelId", .kind = FIELD_LINE, AT(channel_id), .min = 1, .max = REVIEW_ID_MAX},
	{.name = "granularity", .kind = FIELD_NAMES, AT(step), .min = 1, .names = step_names},
};

static void check_report(struct call *call)
{
	const struct report_parameters *given = call->query;

	if (given->to_ms != 0 && given->from_ms > given->to_ms)
		fault_add(&call->fault, TEXT("from"), "InvalidParameter",
			"from must be no later than to.");
	if ((given->step & (given->step - 1)) != 0)
		fault_add(&call->fault, TEXT("granularity"), "InvalidParameter",
			"granularity must be one of day, week, month.");
}

const struct call_query report_api_query = {
	FIELD_TABLE(report_rules), sizeof(struct report_parameters), check_report};

static const struct field_rule products_rules[] = {RULE_MARKET};

const struct call_query report_api_products_query = {
	FIELD_TABLE(products_rules), sizeof(struct report_parameters), NULL};

/* Uses the given granularity, else the finest with at most POINTS_CHOSEN points, else months. */
static void choose_step(struct report_query *query, uint32_t given)
{
	for (int step = REPORT_DAY; step <= REPORT_MONTH; step++) {
		query->step = (enum report_step)step;
		if (given != 0 ? given == 1U << step
			       : report_store_point_count(query) <= POINTS_CHOSEN)
			return;
	}
}

/* By default the report covers the time from the first review to today. */
static enum status make_query(struct call *call, struct report_query *ret_query)
{
	const struct report_parameters *given = call->query;
	int64_t to_day = day_of(given->to_ms != 0 ? given->to_ms : call->now_ms), first_day;
	enum status status;

	*ret_query = (struct report_query){.channel_id = given->channel_id,
		.market = given->market,
		.from_day = day_of(given->from_ms),
		.to_day = to_day};
	status = report_store_first_day(call->db, ret_query, to_day, &first_day, &call->fault);
	if (status != STATUS_OK)
		return status;
	if (given->from_ms == 0)
		ret_query->from_day = first_day < to_day ? first_day : to_day;
	if (ret_query->from_day > to_day)
		ret_query->from_day = to_day;
	choose_step(ret_query, given->step);
	if (report_store_point_count(ret_query) > REPORT_STORE_POINTS_MAX)
		fault_add(&call->fault, TEXT("granularity"), "InvalidParameter",
			"A report has at most %d points; ask for a shorter period or a coarser "
			"granularity.",
			REPORT_STORE_POINTS_MAX);
	return call->fault.status;
}

/* Without ratings there is no average. */
static void write_average(struct jsonwrite *out, int64_t ratings, int64_t stars)
{
	if (ratings > 0)
		jsonwrite_decimal(out, "averageRating", (double)stars / (double)ratings);
}

static void write_ratings(struct jsonwrite *out, int64_t ratings, int64_t stars)
{
	jsonwrite_int(out, "ratingsCount", ratings);
	write_average(out, ratings, stars);
}

static void write_totals(struct jsonwrite *out, const struct report_counts *totals)
{
	int64_t ratings = report_store_ratings(totals);

	jsonwrite_open_member(out, "totals", '{');
	jsonwrite_int(out, "received", totals->received);
	jsonwrite_int(out, "ratings", ratings);
	jsonwrite_int(out, "reviews", totals->texts);
	write_average(out, ratings, report_store_stars(totals));
	jsonwrite_int(out, "unpublished", totals->unpublished);
	jsonwrite_int(out, "takenDown", totals->taken_down);
	jsonwrite_int(out, "reported", totals->reported);
	jsonwrite_int(out, "responded", totals->responded);
	jsonwrite_close(out, '}');
	jsonwrite_open_member(out, "histogram", '{');
	summary_store_write_stars(out, totals->stars);
	jsonwrite_close(out, '}');
}

static void write_points(struct call *call, struct jsonwrite *out, const struct report *report)
{
	jsonwrite_open_member(out, "overTime", '[');
	for (size_t i = 0; i < report->point_count; i++) {
		const struct report_point *point = &report->points[i];

		jsonwrite_open(out, '{');
		jsonwrite_text(out, "start", day_text(call->arena, point->first_day));
		write_ratings(out, point->ratings, point->stars);
		jsonwrite_close(out, '}');
	}
	jsonwrite_close(out, ']');
}

static void write_optional(struct jsonwrite *out, const char *name, int64_t ratings, int64_t stars)
{
	if (ratings == 0)
		return;
	jsonwrite_open_member(out, name, '{');
	write_ratings(out, ratings, stars);
	jsonwrite_close(out, '}');
}

static void write_markets(
	struct jsonwrite *out, const struct report *report, const struct report_query *query)
{
	int64_t ratings = report_store_ratings(&report->totals) - report->others.ratings;
	int64_t stars = report_store_stars(&report->totals) - report->others.stars;

	jsonwrite_open_member(out, "byMarket", '[');
	for (size_t i = 0; i < report->market_count; i++) {
		const struct report_market *market = &report->markets[i];

		jsonwrite_open(out, '{');
		jsonwrite_text(out, "market", market->market);
		write_ratings(out, market->ratings, market->stars);
		jsonwrite_close(out, '}');
		ratings -= market->ratings;
		stars -= market->stars;
	}
	jsonwrite_close(out, ']');
	write_optional(out, "otherMarkets", report->others.ratings, report->others.stars);
	if (!text_is_set(query->market))
		write_optional(out, "withoutMarket", ratings, stars);
}

static enum status write_report(
	struct call *call, struct jsonwrite *out, const struct report_query *query)
{
	struct report report;
	enum status status = report_store_read(call->db, query, &report, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "from", day_text(call->arena, query->from_day));
	jsonwrite_text(out, "to", day_text(call->arena, query->to_day));
	jsonwrite_text(out, "timeZone", TEXT("UTC"));
	jsonwrite_text(out, "market", query->market);
	jsonwrite_text(out, "channelId", query->channel_id);
	jsonwrite_text(out, "granularity", text_from(step_names[query->step].name));
	write_totals(out, &report.totals);
	write_points(call, out, &report);
	write_markets(out, &report, query);
	jsonwrite_close(out, '}');
	return STATUS_OK;
}

/* Reads all counts from one snapshot. */
enum status report_api_read(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, REPORT_BYTES_MAX);
	struct report_query query;
	enum status status = db_begin(call->db, DB_READ, &call->fault);

	if (status != STATUS_OK)
		return status;
	status = make_query(call, &query);
	if (status == STATUS_OK)
		status = write_report(call, &out, &query);
	db_rollback(call->db);
	return status == STATUS_OK ? reply_json(call, 200, &out) : status;
}

static enum status write_ranking(
	struct call *call, struct jsonwrite *out, const char *name, enum ranking ranking)
{
	const struct report_parameters *given = call->query;
	struct ranking_entry *products;
	size_t count;
	enum status status = ranking_store_list(call->db, text_or_empty(given->market), ranking,
		PRODUCTS, &products, &count, &call->fault);

	jsonwrite_open_member(out, name, '[');
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		jsonwrite_open(out, '{');
		jsonwrite_text(out, "productId", products[i].product_id);
		jsonwrite_text(out, "productName", products[i].product_name);
		write_ratings(out, products[i].ratings, products[i].stars);
		jsonwrite_decimal(
			out, "score", (double)products[i].score / (double)RANKING_STORE_STAR);
		jsonwrite_close(out, '}');
	}
	jsonwrite_close(out, ']');
	return status;
}

enum status report_api_products(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, PRODUCTS_BYTES_MAX);
	enum status status = db_begin(call->db, DB_READ, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	status = write_ranking(call, &out, "mostLiked", RANKING_MOST_LIKED);
	if (status == STATUS_OK)
		status = write_ranking(call, &out, "leastLiked", RANKING_LEAST_LIKED);
	jsonwrite_close(&out, '}');
	db_rollback(call->db);
	return status == STATUS_OK ? reply_json(call, 200, &out) : status;
}
