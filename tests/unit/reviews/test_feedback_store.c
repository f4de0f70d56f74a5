#include "reviews/feedback_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/review_fixture.h"

#define LATER_MS (REGISTRY_FIXTURE_NOW_MS + 1000)

static const struct feedback_author ann = {TEXT_INIT("ann"), TEXT_INIT("00ff")};
static const struct feedback_author ann_without_email = {TEXT_INIT("ann"), {NULL, 0}};
static const struct feedback_author ben = {TEXT_INIT("ben"), {NULL, 0}};

static void begin(struct registry_fixture *f)
{
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
}

static void commit(struct registry_fixture *f, enum status status)
{
	assert_int_equal(status, STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
}

static void vote(struct registry_fixture *f, struct review *review,
	const struct feedback_author *person, bool is_helpful)
{
	begin(f);
	commit(f, feedback_store_vote(f->writer, review, person, is_helpful, LATER_MS, &f->fault));
}

static void withdraw(
	struct registry_fixture *f, struct review *review, const struct feedback_author *person)
{
	begin(f);
	commit(f, feedback_store_withdraw(f->writer, review, person->id, &f->fault));
}

static void report(struct registry_fixture *f, struct review *review,
	const struct feedback_author *person, const char *reason)
{
	begin(f);
	commit(f,
		feedback_store_report(
			f->writer, review, person, text_from(reason), LATER_MS, &f->fault));
}

/* The review in hand and the stored one are the same, and have these counts. */
static void expect_counts(struct registry_fixture *f, const struct review *review, int64_t positive,
	int64_t negative, int64_t concerns)
{
	struct review stored = review_fixture_get(f, "e1");

	assert_int_equal(stored.sequence, review->sequence);
	assert_int_equal(stored.helpful_positive, positive);
	assert_int_equal(stored.helpful_negative, negative);
	assert_int_equal(stored.concern_count, concerns);
	expect_bytes(review_fixture_json(f->arena, &stored), review_fixture_json(f->arena, review));
	assert_int_equal(stored.last_modified_at_ms, REGISTRY_FIXTURE_NOW_MS);
	assert_int_equal(
		review_fixture_number(f, "SELECT helpful_score FROM review"), positive - negative);
}

static struct review store(struct registry_fixture *f, int64_t positive, int64_t negative)
{
	struct review review = review_fixture_make("e1", "p1", 4);

	review.helpful_positive = positive;
	review.helpful_negative = negative;
	review_fixture_insert(f, &review);
	return review;
}

static void one_vote_a_voter(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = store(f, 10, 20);

	vote(f, &review, &ann, true);
	expect_counts(f, &review, 11, 20, 0);
	vote(f, &review, &ben, false);
	expect_counts(f, &review, 11, 21, 0);
	vote(f, &review, &ann, false);
	expect_counts(f, &review, 10, 22, 0);
	withdraw(f, &review, &ann);
	expect_counts(f, &review, 10, 21, 0);
	vote(f, &review, &ann, true);
	expect_counts(f, &review, 11, 21, 0);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_vote"), 2);
}

static void what_changes_no_count_moves_no_sequence(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = store(f, 0, 0);
	int64_t sequence;

	withdraw(f, &review, &ann);
	assert_int_equal(review_fixture_sequence(f), 1);
	vote(f, &review, &ann, true);
	report(f, &review, &ann, "spam");
	sequence = review_fixture_sequence(f);
	assert_int_equal(sequence, 3);
	vote(f, &review, &ann, true);
	report(f, &review, &ann, "offensive");
	assert_int_equal(review_fixture_sequence(f), sequence);
	assert_int_equal(review_fixture_number(f,
				 "SELECT count(*) FROM review_concern WHERE reason = 'offensive'"),
		1);
	expect_counts(f, &review, 1, 0, 1);
}

static void one_concern_a_reporter(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = store(f, 0, 0);

	report(f, &review, &ann, "spam");
	expect_counts(f, &review, 0, 0, 1);
	report(f, &review, &ben, "spam");
	expect_counts(f, &review, 0, 0, 2);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_concern"), 2);
}

/* Erasure finds votes and concerns by it. */
static void an_email_once_told_is_kept(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = store(f, 0, 0);

	vote(f, &review, &ann_without_email, true);
	vote(f, &review, &ann, true);
	vote(f, &review, &ann_without_email, false);
	report(f, &review, &ann, "spam");
	report(f, &review, &ann_without_email, "spam");
	assert_int_equal(
		review_fixture_number(
			f, "SELECT count(*) FROM review_vote WHERE voter_email_hash = '00ff'"),
		1);
	assert_int_equal(
		review_fixture_number(f,
			"SELECT count(*) FROM review_concern WHERE reporter_email_hash = '00ff'"),
		1);
}

static void an_import_says_no_less_than_there_is(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = store(f, 5, 5), again;

	vote(f, &review, &ann, true);
	vote(f, &review, &ben, false);
	expect_counts(f, &review, 6, 6, 0);
	again = review_fixture_make("e1", "p1", 4);
	again.helpful_positive = 100;
	assert_int_equal(review_fixture_upsert(f, &again), REVIEW_UPDATED);
	expect_counts(f, &again, 100, 1, 0);
	again.helpful_positive = again.helpful_negative = 0;
	assert_int_equal(review_fixture_upsert(f, &again), REVIEW_UPDATED);
	expect_counts(f, &again, 1, 1, 0);
	again.helpful_positive = again.helpful_negative = 0;
	assert_int_equal(review_fixture_upsert(f, &again), REVIEW_UNCHANGED);
	withdraw(f, &again, &ann);
	withdraw(f, &again, &ben);
	expect_counts(f, &again, 0, 0, 0);
}

static void what_was_said_goes_with_the_review(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = store(f, 0, 0);

	vote(f, &review, &ann, true);
	report(f, &review, &ann, "spam");
	begin(f);
	commit(f, review_store_delete(f->writer, &review, "deleted", LATER_MS, &f->fault));
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_vote"), 0);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_concern"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(one_vote_a_voter),
		REGISTRY_FIXTURE_TEST(what_changes_no_count_moves_no_sequence),
		REGISTRY_FIXTURE_TEST(one_concern_a_reporter),
		REGISTRY_FIXTURE_TEST(an_email_once_told_is_kept),
		REGISTRY_FIXTURE_TEST(an_import_says_no_less_than_there_is),
		REGISTRY_FIXTURE_TEST(what_was_said_goes_with_the_review),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
