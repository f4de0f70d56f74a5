#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "reviews/summary_store.h"
#include "support/dice.h"
#include "support/expect.h"
#include "support/review_fixture.h"
#include "support/review_recount.h"

#define CHANGES 20000
#define CHANGES_AT_ONCE 500
#define IMPORTED_AT_ONCE 50
#define SEED UINT32_C(20240501)

static struct review random_review(struct arena *arena, struct dice *dice)
{
	static const char *const markets[] = {NULL, "US", "DE", "FR"};
	static const char *const products[] = {"p1", "p2", "p3", "p4", "p5", "P1", "\xc3\xa4"};
	struct review review = review_fixture_make(NULL, products[dice_roll(dice, 7)], 1);

	review.external_id = arena_printf(arena, "%u", dice_roll(dice, 400));
	review.rating = 1 + dice_roll(dice, REVIEW_STARS);
	review.market = text_from(markets[dice_roll(dice, 4)]);
	review.is_published = dice_roll(dice, 8) != 0;
	review.is_taken_down = dice_roll(dice, 8) == 0;
	if (dice_roll(dice, 2) == 0)
		review.review_text = TEXT("text");
	return review;
}

static void submit(struct db *db, struct arena *arena, struct dice *dice)
{
	struct fault fault = fault_make(arena);
	struct review review = random_review(arena, dice);

	review.source = review.external_id = TEXT_NONE;
	assert_int_equal(review_store_insert(db, NULL, &review, &fault), STATUS_OK);
}

/* Some are new, some are changed, some are as they were, and some come twice. */
static void import(struct db *db, struct arena *arena, struct dice *dice, int count)
{
	struct fault fault = fault_make(arena);
	struct review_batch batch = review_batch_make(arena, 1 + dice_roll(dice, 60));
	enum review_outcome outcome;

	for (int i = 0; i < count; i++) {
		struct review review = random_review(arena, dice), again = review;

		assert_int_equal(
			review_store_upsert(db, &batch, &review, &outcome, &fault), STATUS_OK);
		if (dice_roll(dice, 4) != 0)
			continue;
		assert_int_equal(
			review_store_upsert(db, &batch, &again, &outcome, &fault), STATUS_OK);
		assert_int_equal(outcome, REVIEW_UNCHANGED);
	}
	assert_int_equal(review_batch_flush(&batch, db, &fault), STATUS_OK);
}

/* Many changes in one transaction; every fourth is undone, and leaves nothing. */
static void run(struct registry_fixture *f, struct dice *dice)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	assert_int_equal(db_begin(f->writer, DB_WRITE, &fault), STATUS_OK);
	for (int i = 0; i < CHANGES_AT_ONCE; i += IMPORTED_AT_ONCE) {
		import(f->writer, arena, dice, IMPORTED_AT_ONCE);
		for (int j = 0; j < IMPORTED_AT_ONCE / 10; j++)
			submit(f->writer, arena, dice);
	}
	if (dice_roll(dice, 4) == 0)
		db_rollback(f->writer);
	else
		assert_int_equal(db_commit(f->writer, &fault), STATUS_OK);
	arena_free(arena);
}

static void expect_zero(struct registry_fixture *f, const char *what, const char *sql)
{
	int64_t number = review_fixture_number(f, sql);

	if (number != 0)
		fail_msg("%lld %s (seed %u)", (long long)number, what, SEED);
}

static void check(struct registry_fixture *f)
{
	expect_zero(f, "summaries are missing or wrong",
		REVIEW_RECOUNT
		"SELECT count(*) FROM (SELECT * FROM recount EXCEPT SELECT * FROM kept)");
	expect_zero(f, "summaries are of nothing",
		REVIEW_RECOUNT
		"SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM recount)");
	expect_zero(f, "counts are below zero",
		"SELECT count(*) FROM product_rating WHERE min(star1_count, star2_count, "
		"star3_count, star4_count, star5_count, star1_review_count, star2_review_count, "
		"star3_review_count, star4_review_count, star5_review_count) < 0");
	expect_zero(f, "summaries share a sequence",
		"SELECT count(*) - count(DISTINCT sequence) FROM product_rating WHERE market = ''");
	expect_zero(f, "sequences are missing at the end of the feed",
		"SELECT (SELECT max(sequence) FROM review) <> (SELECT sequence FROM feed_state)");
	expect_zero(f, "sequences are beyond the feed",
		"SELECT count(*) FROM (SELECT sequence FROM review UNION ALL "
		"SELECT sequence FROM product_rating) WHERE sequence > "
		"(SELECT sequence FROM feed_state)");
	expect_zero(f, "summaries are older than a review of theirs",
		"SELECT count(*) FROM review JOIN product_rating USING (product_id) "
		"WHERE product_rating.market = '' AND is_published = 1 AND is_taken_down = 0 "
		"AND review.sequence > product_rating.sequence");
}

static void a_recount_gives_the_same(void **state)
{
	struct registry_fixture *f = *state;
	struct dice dice = {SEED};

	for (int done = 0; done < CHANGES; done += CHANGES_AT_ONCE) {
		run(f, &dice);
		if (done % (CHANGES / 4) == 0)
			check(f);
	}
	check(f);
	/* Something was there to be counted. */
	assert_true(review_fixture_number(f, "SELECT count(*) FROM review") > 1000);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM product_rating"), 7 * 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(a_recount_gives_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
