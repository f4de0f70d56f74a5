#include "reviews/report_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/day.h"
#include "support/expect.h"
#include "support/review_fixture.h"

/* 2020-01-01 */
#define JANUARY 18262

static struct review review_on(int64_t day, const char *channel, const char *market, int64_t rating)
{
	struct review review = review_fixture_make(NULL, "p1", rating);

	review.source = TEXT_NONE;
	review.submitted_at_ms = day * DAY_MS + DAY_MS - 1;
	review.channel_id = text_from(channel);
	review.market = text_from(market);
	return review;
}

static void add(struct registry_fixture *f, int64_t day, const char *channel, const char *market,
	int64_t rating)
{
	struct review review = review_on(day, channel, market, rating);

	review_fixture_insert(f, &review);
}

/* Points as "first day: ratings/stars", those without ratings left out; totals; markets. */
static struct text written(struct registry_fixture *f, const struct report *report)
{
	struct buffer out = buffer_make(f->arena, 10000);
	const struct report_counts *t = &report->totals;

	for (size_t i = 0; i < report->point_count; i++) {
		const struct report_point *point = &report->points[i];

		if (point->ratings > 0)
			buffer_printf(&out, "%s: %d/%d\n",
				day_text(f->arena, point->first_day).data, (int)point->ratings,
				(int)point->stars);
	}
	buffer_printf(&out, "%d %d %d %d %d, %d of %d, %d %d %d %d\n", (int)t->stars[0],
		(int)t->stars[1], (int)t->stars[2], (int)t->stars[3], (int)t->stars[4],
		(int)t->texts, (int)t->received, (int)t->unpublished, (int)t->taken_down,
		(int)t->reported, (int)t->responded);
	for (size_t i = 0; i < report->market_count; i++)
		buffer_printf(&out, "%s %d/%d ", report->markets[i].market.data,
			(int)report->markets[i].ratings, (int)report->markets[i].stars);
	buffer_printf(&out, "others %d/%d", (int)report->others.ratings, (int)report->others.stars);
	return buffer_text(&out);
}

static struct text report(struct registry_fixture *f, struct report_query query)
{
	struct report report;

	assert_int_equal(report_store_read(f->reader, &query, &report, &f->fault), STATUS_OK);
	return written(f, &report);
}

#define QUERY(...) ((struct report_query){__VA_ARGS__})

static void states_are_counted_apart(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_on(JANUARY, NULL, NULL, 5);

	review.review_text = TEXT("Text.");
	review_fixture_insert(f, &review);
	review = review_on(JANUARY, NULL, NULL, 4);
	review.is_published = false;
	review_fixture_insert(f, &review);
	review = review_on(JANUARY, NULL, NULL, 3);
	review.is_published = false;
	review.is_taken_down = true;
	review.concern_count = 2;
	review_fixture_insert(f, &review);
	review = review_on(JANUARY, NULL, NULL, 2);
	review.response_id = TEXT("018bcfe5-6800-7000-8000-000000000002");
	review_fixture_insert(f, &review);
	expect_text(report(f, QUERY(.from_day = JANUARY, .to_day = JANUARY)),
		"2020-01-01: 2/7\n0 1 0 0 1, 1 of 4, 1 1 1 1\nothers 0/0");
}

/* One review on each day from 2019-12-15 to 2020-03-15, of one star in the first month and so on.
 */
static void add_quarter(struct registry_fixture *f)
{
	for (int64_t day = JANUARY - 17; day < JANUARY + 75; day++)
		add(f, day, NULL, day % 2 == 0 ? "US" : "DE",
			day < JANUARY		     ? 1
				: day < JANUARY + 31 ? 2
				: day < JANUARY + 60 ? 3
						     : 4);
}

static void periods_are_cut_where_they_are_asked_for(void **state)
{
	struct registry_fixture *f = *state;

	add_quarter(f);
	expect_text(report(f,
			    QUERY(.from_day = JANUARY - 20, .to_day = JANUARY + 100,
				    .step = REPORT_MONTH)),
		"2019-12-01: 17/17\n2020-01-01: 31/62\n2020-02-01: 29/87\n2020-03-01: 15/60\n"
		"17 31 29 15 0, 0 of 92, 0 0 0 0\nDE 46/112 US 46/114 others 0/0");
	/* The last day of the one month, the first two of the other. */
	expect_text(report(f,
			    QUERY(.from_day = JANUARY - 1, .to_day = JANUARY + 32,
				    .step = REPORT_MONTH)),
		"2019-12-01: 1/1\n2020-01-01: 31/62\n2020-02-01: 2/6\n"
		"1 31 2 0 0, 0 of 34, 0 0 0 0\nDE 17/34 US 17/35 others 0/0");
	expect_text(report(f,
			    QUERY(.from_day = JANUARY + 1, .to_day = JANUARY + 5,
				    .step = REPORT_MONTH)),
		"2020-01-01: 5/10\n0 5 0 0 0, 0 of 5, 0 0 0 0\nDE 3/6 US 2/4 others 0/0");
	/* From a Wednesday to a Monday. */
	expect_text(
		report(f, QUERY(.from_day = JANUARY, .to_day = JANUARY + 12, .step = REPORT_WEEK)),
		"2019-12-30: 5/10\n2020-01-06: 7/14\n2020-01-13: 1/2\n"
		"0 13 0 0 0, 0 of 13, 0 0 0 0\nUS 7/14 DE 6/12 others 0/0");
	expect_text(report(f, QUERY(.from_day = JANUARY + 74, .to_day = JANUARY + 76)),
		"2020-03-15: 1/4\n0 0 0 1 0, 0 of 1, 0 0 0 0\nUS 1/4 others 0/0");
}

static void every_step_counts_the_same(void **state)
{
	struct registry_fixture *f = *state;

	add_quarter(f);
	for (int64_t from = JANUARY - 18; from < JANUARY + 76; from += 3) {
		for (int64_t to = from; to < JANUARY + 76; to += 5) {
			struct report reports[3];

			for (int step = REPORT_DAY; step <= REPORT_MONTH; step++) {
				struct report_query query = {.from_day = from,
					.to_day = to,
					.step = (enum report_step)step};

				assert_int_equal(report_store_read(f->reader, &query,
							 &reports[step], &f->fault),
					STATUS_OK);
				reports[step].point_count = 0;
			}
			expect_bytes(written(f, &reports[REPORT_WEEK]),
				written(f, &reports[REPORT_DAY]));
			expect_bytes(written(f, &reports[REPORT_MONTH]),
				written(f, &reports[REPORT_DAY]));
		}
	}
}

static void channels_and_markets_are_told_apart(void **state)
{
	struct registry_fixture *f = *state;
	struct report_query query = {.from_day = JANUARY, .to_day = JANUARY + 40};

	add(f, JANUARY, "c1", "US", 5);
	add(f, JANUARY, "c1", "DE", 4);
	add(f, JANUARY + 1, "c2", "US", 3);
	add(f, JANUARY + 1, "c2", NULL, 2);
	add(f, JANUARY + 2, NULL, NULL, 1);
	for (int step = REPORT_DAY; step <= REPORT_MONTH; step += REPORT_MONTH) {
		struct report all;

		query.step = (enum report_step)step;
		query.channel_id = query.market = TEXT_NONE;
		assert_int_equal(report_store_read(f->reader, &query, &all, &f->fault), STATUS_OK);
		assert_int_equal(report_store_ratings(&all.totals), 5);
		assert_int_equal(report_store_stars(&all.totals), 15);
		all.point_count = 0;
		expect_text(
			written(f, &all), "1 1 1 1 1, 0 of 5, 0 0 0 0\nUS 2/8 DE 1/4 others 0/0");
		query.market = TEXT("US");
		assert_int_equal(report_store_read(f->reader, &query, &all, &f->fault), STATUS_OK);
		all.point_count = 0;
		expect_text(written(f, &all), "0 0 1 0 1, 0 of 2, 0 0 0 0\nUS 2/8 others 0/0");
		query.channel_id = TEXT("c2");
		assert_int_equal(report_store_read(f->reader, &query, &all, &f->fault), STATUS_OK);
		all.point_count = 0;
		expect_text(written(f, &all), "0 0 1 0 0, 0 of 1, 0 0 0 0\nUS 1/3 others 0/0");
		query.market = TEXT_NONE;
		assert_int_equal(report_store_read(f->reader, &query, &all, &f->fault), STATUS_OK);
		all.point_count = 0;
		expect_text(written(f, &all), "0 1 1 0 0, 0 of 2, 0 0 0 0\nUS 1/3 others 0/0");
	}
}

static void the_largest_markets_stand_alone(void **state)
{
	struct registry_fixture *f = *state;
	struct report_query query = {.from_day = JANUARY, .to_day = JANUARY};
	struct report report;

	for (int i = 0; i < REPORT_STORE_MARKETS + 3; i++) {
		for (int j = 0; j <= i; j++)
			add(f, JANUARY, NULL, arena_printf(f->arena, "m%02d", i).data, 2);
	}
	assert_int_equal(report_store_read(f->reader, &query, &report, &f->fault), STATUS_OK);
	assert_int_equal(report.market_count, REPORT_STORE_MARKETS);
	expect_text(report.markets[0].market, "m22");
	expect_text(report.markets[REPORT_STORE_MARKETS - 1].market, "m03");
	assert_int_equal(report.others.ratings, 1 + 2 + 3);
	assert_int_equal(report.others.stars, 12);
}

static void the_first_day_is_that_of_a_review_that_is_there(void **state)
{
	struct registry_fixture *f = *state;
	struct report_query query = {.market = TEXT("DE")};
	struct review review = review_on(JANUARY, "c1", "DE", 5);
	int64_t day;

	assert_int_equal(report_store_first_day(f->reader, &query, 7, &day, &f->fault), STATUS_OK);
	assert_int_equal(day, 7);
	review.is_published = false;
	review_fixture_insert(f, &review);
	add(f, JANUARY + 3, "c2", "US", 5);
	add(f, JANUARY + 4, "c2", "DE", 5);
	assert_int_equal(report_store_first_day(f->reader, &query, 7, &day, &f->fault), STATUS_OK);
	assert_int_equal(day, JANUARY);
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(
		review_store_delete(f->writer, &review, "deleted", 1, &f->fault), STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
	assert_int_equal(report_store_first_day(f->reader, &query, 7, &day, &f->fault), STATUS_OK);
	assert_int_equal(day, JANUARY + 4);
	query.channel_id = TEXT("c1");
	assert_int_equal(report_store_first_day(f->reader, &query, 7, &day, &f->fault), STATUS_OK);
	assert_int_equal(day, 7);
}

static void points_are_counted(void **state)
{
	(void)state;
	assert_int_equal(
		report_store_point_count(&QUERY(.from_day = JANUARY, .to_day = JANUARY)), 1);
	assert_int_equal(
		report_store_point_count(&QUERY(.from_day = JANUARY, .to_day = JANUARY + 30)), 31);
	assert_int_equal(report_store_point_count(&QUERY(.from_day = JANUARY,
				 .to_day = JANUARY + 30, .step = REPORT_WEEK)),
		5);
	assert_int_equal(report_store_point_count(&QUERY(.from_day = JANUARY - 1,
				 .to_day = JANUARY + 31, .step = REPORT_MONTH)),
		3);
	assert_int_equal(report_store_point_count(&QUERY(.to_day = INT64_C(2000000))),
		REPORT_STORE_POINTS_MAX + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(states_are_counted_apart),
		REGISTRY_FIXTURE_TEST(periods_are_cut_where_they_are_asked_for),
		REGISTRY_FIXTURE_TEST(every_step_counts_the_same),
		REGISTRY_FIXTURE_TEST(channels_and_markets_are_told_apart),
		REGISTRY_FIXTURE_TEST(the_largest_markets_stand_alone),
		REGISTRY_FIXTURE_TEST(the_first_day_is_that_of_a_review_that_is_there),
		cmocka_unit_test(points_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
