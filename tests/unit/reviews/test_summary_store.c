#include "reviews/summary_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/review_fixture.h"

#define TENANT TEXT("018bcfe5-6800-7000-8000-00000000000e")

static struct summary get(struct registry_fixture *f, const char *product, const char *market)
{
	struct summary summary;

	assert_int_equal(summary_store_get(f->reader, text_from(product), text_from(market),
				 &summary, &f->fault),
		STATUS_OK);
	return summary;
}

/* The counts from one to five stars, as "1 0 0 0 2": of all ratings, then of those with a text. */
static void expect_counts(struct registry_fixture *f, const char *product, const char *market,
	const char *all, const char *with_text)
{
	struct summary summary = get(f, product, market);
	const int64_t *families[] = {summary.stars, summary.review_stars};
	const char *const expected[] = {all, with_text};

	for (size_t i = 0; i < 2; i++) {
		const int64_t *n = families[i];
		struct text actual = arena_printf(f->arena, "%d %d %d %d %d", (int)n[0], (int)n[1],
			(int)n[2], (int)n[3], (int)n[4]);

		expect_text(actual, expected[i]);
	}
}

/* The same review once more, under an id of its own. */
static void insert_another(struct registry_fixture *f, struct review review)
{
	review.review_id = TEXT_NONE;
	review_fixture_insert(f, &review);
}

static void ratings_and_reviews_are_counted(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make(NULL, "p1", 5);

	insert_another(f, review);
	review.rating = 1;
	insert_another(f, review);
	review.review_text = TEXT("Short.");
	insert_another(f, review);
	review.product_id = TEXT("p2");
	insert_another(f, review);
	expect_counts(f, "p1", "", "2 0 0 0 1", "1 0 0 0 0");
	expect_counts(f, "p2", "", "1 0 0 0 0", "1 0 0 0 0");
	assert_int_equal(get(f, "p1", "").sequence, 3);
	assert_int_equal(get(f, "p2", "").sequence, 4);
}

static void markets_have_summaries_of_their_own(void **state)
{
	static const char *const markets[] = {"US", "US", "DE", NULL};
	struct registry_fixture *f = *state;

	for (size_t i = 0; i < 4; i++) {
		struct review review = review_fixture_make(NULL, "p1", (int64_t)i + 1);

		review.market = text_from(markets[i]);
		review_fixture_insert(f, &review);
	}
	expect_counts(f, "p1", "", "1 1 1 1 0", "0 0 0 0 0");
	expect_counts(f, "p1", "US", "1 1 0 0 0", "0 0 0 0 0");
	expect_counts(f, "p1", "DE", "0 0 1 0 0", "0 0 0 0 0");
	expect_counts(f, "p1", "FR", "0 0 0 0 0", "0 0 0 0 0");
}

static void what_readers_do_not_see_is_not_counted(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("e1", "p1", 4);

	review.is_published = false;
	review.market = TEXT("US");
	review_fixture_upsert(f, &review);
	expect_counts(f, "p1", "", "0 0 0 0 0", "0 0 0 0 0");
	review.is_published = true;
	review_fixture_upsert(f, &review);
	expect_counts(f, "p1", "", "0 0 0 1 0", "0 0 0 0 0");
	review.is_taken_down = true;
	review_fixture_upsert(f, &review);
	expect_counts(f, "p1", "", "0 0 0 0 0", "0 0 0 0 0");
	expect_counts(f, "p1", "US", "0 0 0 0 0", "0 0 0 0 0");
	assert_int_equal(get(f, "p1", "").sequence, review.sequence);
	review.is_taken_down = false;
	review.rating = 2;
	review_fixture_upsert(f, &review);
	expect_counts(f, "p1", "US", "0 1 0 0 0", "0 0 0 0 0");
}

static void changes_move_the_counts(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("e1", "p1", 4);

	review.market = TEXT("US");
	review.review_text = TEXT("Long.");
	review_fixture_upsert(f, &review);
	review.rating = 5;
	review_fixture_upsert(f, &review);
	expect_counts(f, "p1", "", "0 0 0 0 1", "0 0 0 0 1");
	review.review_text = TEXT_NONE;
	review_fixture_upsert(f, &review);
	expect_counts(f, "p1", "US", "0 0 0 0 1", "0 0 0 0 0");
	review.market = TEXT("DE");
	review_fixture_upsert(f, &review);
	expect_counts(f, "p1", "US", "0 0 0 0 0", "0 0 0 0 0");
	expect_counts(f, "p1", "DE", "0 0 0 0 1", "0 0 0 0 0");
	review.product_id = TEXT("p2");
	review_fixture_upsert(f, &review);
	expect_counts(f, "p1", "", "0 0 0 0 0", "0 0 0 0 0");
	expect_counts(f, "p2", "", "0 0 0 0 1", "0 0 0 0 0");
	expect_counts(f, "p2", "DE", "0 0 0 0 1", "0 0 0 0 0");
	review_fixture_upsert(f, &review);
	expect_counts(f, "p2", "", "0 0 0 0 1", "0 0 0 0 0");
}

/* Products "p0", "p1", …, with one rating each. */
static void add_products(struct registry_fixture *f, int count)
{
	for (int i = 0; i < count; i++) {
		const char *name = arena_printf(f->arena, "p%d", i).data;
		struct review review = review_fixture_make(name, name, 3);

		review.market = TEXT("US");
		review_fixture_upsert(f, &review);
	}
}

/* All names that pages of `limit` after `since` hold, each followed by a blank. */
static struct text walk(struct registry_fixture *f, int64_t since, size_t limit)
{
	struct buffer names = buffer_make(f->arena, 10000);
	struct summary *page;
	size_t count;

	do {
		assert_int_equal(
			summary_store_list(f->reader, since, limit, &page, &count, &f->fault),
			STATUS_OK);
		assert_true(count <= limit);
		for (size_t i = 0; i < count; i++) {
			assert_true(page[i].sequence > since);
			expect_text(page[i].market, "");
			buffer_add(&names, page[i].product_id);
			buffer_add_char(&names, ' ');
			since = page[i].sequence;
		}
	} while (count > 0);
	return buffer_text(&names);
}

static void pages_hold_each_summary_once(void **state)
{
	struct registry_fixture *f = *state;
	struct review moved;

	add_products(f, 6);
	/* One change that touches two summaries must not fall between two pages. */
	moved = review_fixture_get(f, "p1");
	moved.product_id = TEXT("p4");
	review_fixture_upsert(f, &moved);
	for (size_t limit = 1; limit <= 8; limit++)
		expect_text(walk(f, 0, limit), "p0 p2 p3 p5 p1 p4 ");
	expect_text(walk(f, 3, 2), "p3 p5 p1 p4 ");
	expect_text(walk(f, review_fixture_sequence(f), 2), "");
}

static void write_is(const struct summary *summary, const char *expected)
{
	struct arena *arena = arena_new();
	struct jsonwrite out = jsonwrite_make(arena, 4096);

	summary_store_write(&out, summary, TENANT);
	expect_text(buffer_text(&out.buffer), expected);
	arena_free(arena);
}

static void a_summary_as_json(void **state)
{
	(void)state;
	write_is(&(struct summary){.product_id = TEXT("p\"1"),
			 .market = TEXT("US"),
			 .stars = {1, 2, 3, 4, 5},
			 .review_stars = {0, 0, 1, 0, 2},
			 .sequence = 9},
		"{\"tenantId\":\"018bcfe5-6800-7000-8000-00000000000e\",\"productId\":\"p\\\"1\","
		"\"market\":\"US\",\"averageRating\":3.6667,\"totalRatingsCount\":15,"
		"\"reviewsCount\":3,\"star5Count\":5,\"star4Count\":4,\"star3Count\":3,"
		"\"star2Count\":2,\"star1Count\":1,\"star5ReviewCount\":2,\"star4ReviewCount\":0,"
		"\"star3ReviewCount\":1,\"star2ReviewCount\":0,\"star1ReviewCount\":0}");
}

static void no_ratings_have_no_average(void **state)
{
	struct registry_fixture *f = *state;
	struct summary summary = get(f, "nothing", "");

	expect_text(summary.product_id, "nothing");
	assert_int_equal(summary.sequence, 0);
	write_is(&summary,
		"{\"tenantId\":\"018bcfe5-6800-7000-8000-00000000000e\","
		"\"productId\":\"nothing\",\"totalRatingsCount\":0,\"reviewsCount\":0,"
		"\"star5Count\":0,\"star4Count\":0,\"star3Count\":0,\"star2Count\":0,"
		"\"star1Count\":0,\"star5ReviewCount\":0,\"star4ReviewCount\":0,"
		"\"star3ReviewCount\":0,\"star2ReviewCount\":0,\"star1ReviewCount\":0}");
}

static void averages(void **state)
{
	static const struct {
		int64_t stars[REVIEW_STARS];
		const char *json;
	} cases[] = {
		{{1, 0, 0, 0, 0}, "\"averageRating\":1,"},
		{{0, 0, 0, 0, 7}, "\"averageRating\":5,"},
		{{1, 0, 0, 0, 1}, "\"averageRating\":3,"},
		{{0, 0, 1, 1, 0}, "\"averageRating\":3.5,"},
		{{0, 0, 0, 1, 2}, "\"averageRating\":4.6667,"},
		{{0, 0, 0, 0, INT64_C(1) << 40}, "\"averageRating\":5,"},
	};
	struct registry_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct summary summary = {.product_id = TEXT("p"), .market = TEXT("")};
		struct jsonwrite out = jsonwrite_make(f->arena, 4096);

		for (size_t j = 0; j < REVIEW_STARS; j++)
			summary.stars[j] = cases[i].stars[j];
		summary_store_write(&out, &summary, TENANT);
		expect_contains(buffer_text(&out.buffer), cases[i].json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(ratings_and_reviews_are_counted),
		REGISTRY_FIXTURE_TEST(markets_have_summaries_of_their_own),
		REGISTRY_FIXTURE_TEST(what_readers_do_not_see_is_not_counted),
		REGISTRY_FIXTURE_TEST(changes_move_the_counts),
		REGISTRY_FIXTURE_TEST(pages_hold_each_summary_once),
		REGISTRY_FIXTURE_TEST(a_summary_as_json),
		REGISTRY_FIXTURE_TEST(no_ratings_have_no_average),
		REGISTRY_FIXTURE_TEST(averages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
