#include "reviews/review_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/dice.h"
#include "support/expect.h"
#include "support/review_fixture.h"

#define REVIEWS 400
#define SEED UINT32_C(7)

/* Reviews of two products in which every value of an order is there many times. */
struct shelf {
	struct registry_fixture registry;
	struct review reviews[REVIEWS];
	struct dice dice;
};

static struct review make_review(struct shelf *shelf)
{
	static const char *const markets[] = {NULL, "US", "DE"};
	static const char *const locales[] = {NULL, "en-US", "en_us", "EN-us", "en"};
	struct review review =
		review_fixture_make(NULL, dice_roll(&shelf->dice, 4) ? "p1" : "p2", 1);

	review.rating = 1 + dice_roll(&shelf->dice, REVIEW_STARS);
	review.review_text = dice_roll(&shelf->dice, 8) ? TEXT("text") : TEXT_NONE;
	review.market = text_from(markets[dice_roll(&shelf->dice, 3)]);
	review.locale = text_from(locales[dice_roll(&shelf->dice, 5)]);
	review.channel_id = dice_roll(&shelf->dice, 2) ? TEXT("web") : TEXT_NONE;
	review.submitted_at_ms = REGISTRY_FIXTURE_NOW_MS - dice_roll(&shelf->dice, 20);
	review.helpful_positive = dice_roll(&shelf->dice, 5);
	review.helpful_negative = dice_roll(&shelf->dice, 5);
	review.is_published = dice_roll(&shelf->dice, 10) != 0;
	review.is_taken_down = dice_roll(&shelf->dice, 10) == 0;
	return review;
}

static int start(void **state)
{
	struct shelf *shelf = calloc(1, sizeof(*shelf));

	if (shelf == NULL)
		return -1;
	registry_fixture_open(&shelf->registry);
	shelf->dice.state = SEED;
	for (size_t i = 0; i < REVIEWS; i++) {
		shelf->reviews[i] = make_review(shelf);
		review_fixture_insert(&shelf->registry, &shelf->reviews[i]);
	}
	*state = shelf;
	return 0;
}

static int end(void **state)
{
	struct shelf *shelf = *state;

	registry_fixture_close(&shelf->registry);
	free(shelf);
	return 0;
}

static bool is_same(struct text wanted, struct text given)
{
	return !text_is_set(wanted) || text_equal(wanted, given);
}

/* Whether the filter lets it through; its locale is "en-us" or absent. */
static bool is_let_through(const struct review_filter *filter, const struct review *review)
{
	return text_equal(filter->product_id, review->product_id) && review_is_shown(review) &&
		(filter->rating == 0 || filter->rating == review->rating) &&
		is_same(filter->market, review->market) &&
		is_same(filter->channel_id, review->channel_id) &&
		(!text_is_set(filter->locale) || review->locale.length == 5);
}

/* Below 0 when `a` comes before `b`. */
static int compare(const struct review *a, const struct review *b, enum review_order order)
{
	struct review_cursor x = review_page_cursor(a, order), y = review_page_cursor(b, order);

	if (x.key != y.key)
		return x.key > y.key ? -1 : 1;
	if (x.submitted_at_ms != y.submitted_at_ms)
		return x.submitted_at_ms > y.submitted_at_ms ? -1 : 1;
	return text_compare(y.review_id, x.review_id);
}

static size_t count_through(const struct shelf *shelf, const struct review_filter *filter)
{
	size_t count = 0;

	for (size_t i = 0; i < REVIEWS; i++)
		count += is_let_through(filter, &shelf->reviews[i]);
	return count;
}

/* Walks all pages: each review that is let through once, in order. */
static void walk(struct shelf *shelf, const struct review_filter *filter, enum review_order order,
	size_t limit)
{
	struct registry_fixture *f = &shelf->registry;
	struct review_cursor place = review_page_start();
	struct review last = {0}, *reviews;
	size_t count = limit, seen = 0;
	int64_t total = -1;

	while (count == limit) {
		assert_int_equal(review_page_product(f->reader, filter, order, &place, limit,
					 &reviews, &count, &f->fault),
			STATUS_OK);
		for (size_t i = 0; i < count; i++) {
			assert_true(is_let_through(filter, &reviews[i]));
			assert_true(seen == 0 || compare(&last, &reviews[i], order) < 0);
			last = reviews[i];
			seen++;
		}
		place = review_page_cursor(&last, order);
	}
	assert_int_equal(seen, count_through(shelf, filter));
	assert_int_equal(review_page_total(f->reader, filter, &total, &f->fault), STATUS_OK);
	assert_int_equal(total, seen);
}

static void every_order_and_filter_in_pages(void **state)
{
	struct shelf *shelf = *state;
	size_t walks = 0;

	for (unsigned int bits = 0; bits < 16; bits++) {
		for (int rating = 0; rating <= REVIEW_STARS; rating++) {
			const struct review_filter filter = {.rating = rating,
				.product_id = bits & 1 ? TEXT("p1") : TEXT("p2"),
				.market = bits & 2 ? TEXT("US") : TEXT_NONE,
				.locale = bits & 4 ? TEXT("eN_Us") : TEXT_NONE,
				.channel_id = bits & 8 ? TEXT("web") : TEXT_NONE};

			for (int order = REVIEW_RECENT; order <= REVIEW_LOWEST; order++)
				walk(shelf, &filter, (enum review_order)order, 1 + walks++ % 17);
		}
	}
	assert_true(count_through(shelf, &(struct review_filter){.product_id = TEXT("p1")}) > 150);
}

static void all_that_is_visible_by_its_last_change(void **state)
{
	struct shelf *shelf = *state;
	struct registry_fixture *f = &shelf->registry;
	int64_t before = INT64_MAX, visible = 0;
	struct review *reviews;
	size_t count = 7;

	for (size_t i = 0; i < REVIEWS; i++)
		visible += review_is_visible(&shelf->reviews[i]);
	while (count == 7) {
		assert_int_equal(
			review_page_visible(f->reader, before, 7, &reviews, &count, &f->fault),
			STATUS_OK);
		for (size_t i = 0; i < count; i++) {
			assert_true(review_is_visible(&reviews[i]));
			assert_true(reviews[i].sequence < before);
			before = reviews[i].sequence;
			visible--;
		}
	}
	assert_int_equal(visible, 0);
}

static void ones_own_is_the_newest(void **state)
{
	struct registry_fixture *f = *state;
	struct review found, review = review_fixture_make(NULL, "p1", 1);

	review.user_id = TEXT("ann");
	for (int i = 0; i < 3; i++) {
		review.review_id = TEXT_NONE;
		review.rating = i + 1;
		review.submitted_at_ms = i == 1 ? 2000 : 1000;
		review.is_published = false;
		review_fixture_insert(f, &review);
	}
	assert_int_equal(
		review_page_newest_of_user(f->reader, TEXT("p1"), TEXT("ann"), &found, &f->fault),
		STATUS_OK);
	assert_int_equal(found.rating, 2);
	assert_int_equal(
		review_page_newest_of_user(f->reader, TEXT("p2"), TEXT("ann"), &found, &f->fault),
		STATUS_NOT_FOUND);
	fault_clear(&f->fault);
	assert_int_equal(
		review_page_newest_of_user(f->reader, TEXT("p1"), TEXT("ben"), &found, &f->fault),
		STATUS_NOT_FOUND);
	expect_fault(&f->fault, STATUS_NOT_FOUND, "ReviewNotFound");
	fault_clear(&f->fault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_order_and_filter_in_pages, start, end),
		cmocka_unit_test_setup_teardown(all_that_is_visible_by_its_last_change, start, end),
		REGISTRY_FIXTURE_TEST(ones_own_is_the_newest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
