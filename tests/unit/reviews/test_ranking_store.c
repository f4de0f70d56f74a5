#include "reviews/ranking_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/review_fixture.h"

static void add(struct registry_fixture *f, const char *product, int64_t rating, int count)
{
	for (int i = 0; i < count; i++) {
		struct review review = review_fixture_make(NULL, product, rating);

		review.source = TEXT_NONE;
		review_fixture_insert(f, &review);
	}
}

static struct text listed(
	struct registry_fixture *f, const char *market, enum ranking ranking, size_t limit)
{
	struct buffer out = buffer_make(f->arena, 1000);
	struct ranking_entry *entries;
	size_t count;

	assert_int_equal(ranking_store_list(f->reader, text_from(market), ranking, limit, &entries,
				 &count, &f->fault),
		STATUS_OK);
	for (size_t i = 0; i < count; i++)
		buffer_printf(&out, "%s %d/%d %d ", entries[i].product_id.data,
			(int)entries[i].ratings, (int)entries[i].stars, (int)entries[i].score);
	return buffer_text(&out);
}

static void one_rating_does_not_win(void **state)
{
	struct registry_fixture *f = *state;

	add(f, "once 5", 5, 1);
	add(f, "once 1", 1, 1);
	add(f, "often 5", 5, 9);
	add(f, "often 5", 4, 11);
	add(f, "often 1", 1, 9);
	add(f, "often 1", 2, 11);
	add(f, "middle", 3, 20);
	expect_text(listed(f, "", RANKING_MOST_LIKED, 10),
		"often 5 20/89 43000 once 5 1/5 40909 once 1 1/1 37272 middle 20/60 33333 "
		"often 1 20/31 23666 ");
	expect_text(listed(f, "", RANKING_LEAST_LIKED, 3),
		"often 1 20/31 23666 middle 20/60 33333 once 1 1/1 37272 ");
	expect_text(listed(f, "", RANKING_MOST_LIKED, 1), "often 5 20/89 43000 ");
}

static void markets_have_rankings_of_their_own(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("1", "p1", 5);

	review.market = TEXT("US");
	review_fixture_insert(f, &review);
	add(f, "p2", 4, 3);
	expect_text(listed(f, "US", RANKING_MOST_LIKED, 10), "p1 1/5 40909 ");
	expect_text(listed(f, "US", RANKING_LEAST_LIKED, 10), "p1 1/5 40909 ");
	expect_text(listed(f, "DE", RANKING_MOST_LIKED, 10), "");
	/* What is hidden is in none. */
	review = review_fixture_get(f, "1");
	review.is_taken_down = true;
	review_fixture_upsert(f, &review);
	expect_text(listed(f, "US", RANKING_MOST_LIKED, 10), "");
	expect_text(listed(f, "", RANKING_MOST_LIKED, 10), "p2 3/12 40000 ");
}

static void the_name_is_that_of_the_newest_review_that_has_one(void **state)
{
	static const char *const names[] = {"Old name", "New name", NULL};
	struct registry_fixture *f = *state;
	struct ranking_entry *entries;
	size_t count;

	for (int i = 0; i < 3; i++) {
		struct review review = review_fixture_make(NULL, "p1", 5);

		review.source = TEXT_NONE;
		review.product_name = text_from(names[i]);
		review.submitted_at_ms = REGISTRY_FIXTURE_NOW_MS - 100 + i;
		review_fixture_insert(f, &review);
	}
	add(f, "p2", 4, 1);
	assert_int_equal(ranking_store_list(f->reader, TEXT(""), RANKING_MOST_LIKED, 10, &entries,
				 &count, &f->fault),
		STATUS_OK);
	assert_int_equal(count, 2);
	expect_text(entries[0].product_name, "New name");
	expect_text(entries[1].product_name, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(one_rating_does_not_win),
		REGISTRY_FIXTURE_TEST(markets_have_rankings_of_their_own),
		REGISTRY_FIXTURE_TEST(the_name_is_that_of_the_newest_review_that_has_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
