/*
 * Makes many random changes of every kind, then checks that all derived data (summaries, counts,
 * flags, search index, tombstones) equals what the reviews imply. An argument selects another seed;
 * ctest runs a hundred thousand changes, in four histories.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"
#include "base/embedded.h"
#include "reviews/feedback_store.h"
#include "reviews/review_edit.h"
#include "support/dice.h"
#include "support/review_fixture.h"
#include "support/review_recount.h"

#define CHANGES 25000
#define CHANGES_AT_ONCE 1000
#define SLOTS 600
#define PEOPLE 40
#define SEED UINT32_C(20240607)

/* One place for a review that comes and goes; the first half is filled by imports. */
struct slot {
	char review_id[GUID_TEXT_BYTES + 1];
};

struct run {
	struct registry_fixture *f;
	struct arena *arena;
	struct fault fault;
	uint32_t seed;
	struct dice dice;
	int64_t now_ms;
	struct slot slots[SLOTS];
};

static void good(struct run *run, enum status status)
{
	if (status != STATUS_OK)
		fail_msg("status %d: %s (seed %u)", (int)status, run->fault.detail.data, run->seed);
}

static struct text word(struct run *run)
{
	return arena_printf(run->arena, "text w%u", dice_roll(&run->dice, 100000));
}

static void choose_content(struct run *run, struct review *review)
{
	static const char *const markets[] = {NULL, "US", "DE", "FR"};

	review->rating = 1 + dice_roll(&run->dice, REVIEW_STARS);
	review->market = text_from(markets[dice_roll(&run->dice, 4)]);
	review->review_text = dice_roll(&run->dice, 3) == 0 ? TEXT_NONE : word(run);
}

static struct review make_review(struct run *run)
{
	static const char *const products[] = {"p1", "p2", "p3", "p4", "p5", "P1", "\xc3\xa4"};
	static const char *const channels[] = {NULL, "c1", "c2"};
	struct review review = review_fixture_make(NULL, products[dice_roll(&run->dice, 7)], 1);

	choose_content(run, &review);
	review.source = TEXT_NONE;
	review.channel_id = text_from(channels[dice_roll(&run->dice, 3)]);
	review.submitted_at_ms = run->now_ms - dice_roll(&run->dice, 100) * DAY_MS;
	review.user_id = arena_printf(run->arena, "u%u", dice_roll(&run->dice, PEOPLE));
	review.created_at_ms = review.last_modified_at_ms = run->now_ms;
	return review;
}

/* Says everything, votes too: more or fewer than there are. */
static void import(struct run *run, size_t index)
{
	struct review review = make_review(run);
	struct review_batch batch = review_batch_make(run->arena, 1);
	enum review_outcome outcome;

	review.source = TEXT(REVIEW_FIXTURE_SOURCE);
	review.external_id = arena_printf(run->arena, "%zu", index);
	review.helpful_positive = dice_roll(&run->dice, 4);
	review.helpful_negative = dice_roll(&run->dice, 4);
	review.is_published = dice_roll(&run->dice, 8) != 0;
	good(run, review_store_upsert(run->f->writer, &batch, &review, &outcome, &run->fault));
	good(run, review_batch_flush(&batch, run->f->writer, &run->fault));
	memcpy(run->slots[index].review_id, review.review_id.data, GUID_TEXT_BYTES);
}

static void fill(struct run *run, size_t index)
{
	struct review review = make_review(run);

	if (index < SLOTS / 2) {
		import(run, index);
		return;
	}
	good(run, review_store_insert(run->f->writer, NULL, &review, &run->fault));
	memcpy(run->slots[index].review_id, review.review_id.data, GUID_TEXT_BYTES);
}

static void edit(struct run *run, struct review *review)
{
	const struct review_policy policy = {
		.now_ms = run->now_ms, .require_moderator = dice_roll(&run->dice, 8) == 0};
	struct review old = *review;

	choose_content(run, review);
	review_edit_apply_effects(run->arena, review, &policy);
	good(run, review_store_replace(run->f->writer, &old, review, &run->fault));
}

static void moderate(struct run *run, struct review *review)
{
	struct review old = *review;

	switch (dice_roll(&run->dice, 4)) {
	case 0:
		review->is_taken_down = !review->is_taken_down;
		break;
	case 1:
		review->response_id = TEXT("018bcfe5-6800-7000-8000-000000000002");
		review->response_text = word(run);
		review->response_at_ms = run->now_ms;
		break;
	case 2:
		review->product_id = dice_roll(&run->dice, 2) ? TEXT("p1") : TEXT("p2");
		break;
	default:
		review->is_published = !review->is_published;
		break;
	}
	good(run, review_store_replace(run->f->writer, &old, review, &run->fault));
}

static void say(struct run *run, struct review *review)
{
	const struct feedback_author person = {
		.id = arena_printf(run->arena, "u%u", dice_roll(&run->dice, PEOPLE))};
	struct db *db = run->f->writer;
	uint32_t what = dice_roll(&run->dice, 8);

	if (what < 4)
		good(run,
			feedback_store_vote(db, review, &person, dice_roll(&run->dice, 3) != 0,
				run->now_ms, &run->fault));
	else if (what < 6)
		good(run, feedback_store_withdraw(db, review, person.id, &run->fault));
	else
		good(run,
			feedback_store_report(db, review, &person,
				text_from(feedback_store_reasons[dice_roll(&run->dice, 3)]),
				run->now_ms, &run->fault));
}

static void change(struct run *run)
{
	size_t index = dice_roll(&run->dice, SLOTS);
	struct slot *slot = &run->slots[index];
	uint32_t what = dice_roll(&run->dice, 16);
	struct review review;

	run->now_ms++;
	if (slot->review_id[0] == '\0') {
		fill(run, index);
		return;
	}
	good(run,
		review_store_get(run->f->writer, text_from(slot->review_id), &review, &run->fault));
	if (what < 8) {
		say(run, &review);
	} else if (what < 11) {
		edit(run, &review);
	} else if (what < 14) {
		moderate(run, &review);
	} else if (what == 14 && index < SLOTS / 2) {
		import(run, index);
	} else {
		good(run,
			review_store_delete(
				run->f->writer, &review, "deleted", run->now_ms, &run->fault));
		slot->review_id[0] = '\0';
	}
}

/* Many changes in one transaction; every fourth is undone, and leaves nothing. */
static void run_batch(struct run *run)
{
	struct slot *before = arena_array(run->arena, SLOTS, sizeof(*before));

	memcpy(before, run->slots, sizeof(run->slots));
	good(run, db_begin(run->f->writer, DB_WRITE, &run->fault));
	for (int i = 0; i < CHANGES_AT_ONCE; i++)
		change(run);
	if (dice_roll(&run->dice, 4) == 0) {
		db_rollback(run->f->writer);
		memcpy(run->slots, before, sizeof(run->slots));
	} else {
		good(run, db_commit(run->f->writer, &run->fault));
	}
}

/* Statements that count what is wrong. */
static const struct {
	const char *what, *sql;
} wrongs[] = {
	{"summaries are missing or wrong",
		REVIEW_RECOUNT
		"SELECT count(*) FROM (SELECT * FROM recount EXCEPT SELECT * FROM kept)"},
	{"summaries are of nothing",
		REVIEW_RECOUNT
		"SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM recount)"},
	{"counts of reports are missing or wrong",
		REVIEW_RECOUNT_PERIODS
		"SELECT count(*) FROM (SELECT * FROM recount EXCEPT SELECT * FROM kept)"},
	{"counts of reports are of nothing",
		REVIEW_RECOUNT_PERIODS
		"SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM recount)"},
	{"counts of reports are below zero, or of no review",
		"SELECT count(*) FROM review_period WHERE min(star1_count, star2_count, "
		"star3_count, star4_count, star5_count, text_count, received_count, "
		"unpublished_count, taken_down_count, reported_count, responded_count) < 0 OR "
		"(received_count = 0 AND star1_count + star2_count + star3_count + star4_count + "
		"star5_count + text_count + unpublished_count + taken_down_count + "
		"reported_count + responded_count > 0)"},
	{"scores of products are wrong",
		"WITH counted AS (SELECT score, star1_count + star2_count + star3_count + "
		"star4_count + star5_count AS ratings, star1_count + 2 * star2_count + "
		"3 * star3_count + 4 * star4_count + 5 * star5_count AS stars FROM product_rating) "
		"SELECT count(*) FROM counted WHERE score IS NOT CASE WHEN ratings > 0 "
		"THEN 10000 * (stars + 40) / (ratings + 10) END"},
	{"reviews count other concerns than there are",
		"SELECT count(*) FROM review WHERE concern_count <> (SELECT count(*) "
		"FROM review_concern WHERE review_concern.review_id = review.review_id)"},
	{"submitted reviews count other votes than there are",
		"SELECT count(*) FROM review WHERE source IS NULL AND "
		"((SELECT count(*) FROM review_vote WHERE is_helpful = 1 AND "
		"review_vote.review_id = review.review_id) <> helpful_positive OR "
		"(SELECT count(*) FROM review_vote WHERE is_helpful = 0 AND "
		"review_vote.review_id = review.review_id) <> helpful_negative)"},
	{"imported reviews count fewer votes than there are",
		"SELECT count(*) FROM review WHERE "
		"(SELECT count(*) FROM review_vote WHERE is_helpful = 1 AND "
		"review_vote.review_id = review.review_id) > helpful_positive OR "
		"(SELECT count(*) FROM review_vote WHERE is_helpful = 0 AND "
		"review_vote.review_id = review.review_id) > helpful_negative"},
	{"votes are on nothing",
		"SELECT count(*) FROM review_vote WHERE review_id NOT IN "
		"(SELECT review_id FROM review)"},
	{"concerns are about nothing",
		"SELECT count(*) FROM review_concern WHERE review_id NOT IN "
		"(SELECT review_id FROM review)"},
	{"is_shown is not what it says",
		"SELECT count(*) FROM review WHERE is_shown <> "
		"(is_published = 1 AND is_taken_down = 0 AND review_text IS NOT NULL)"},
	{"scores are wrong",
		"SELECT count(*) FROM review WHERE helpful_score <> "
		"helpful_positive - helpful_negative OR missing_stars <> 6 - rating"},
	{"reviews are not in the search",
		"SELECT count(*) FROM review LEFT JOIN review_search "
		"ON review_search.rowid = review.number WHERE "
		"review_search.review_id IS NOT review.review_id OR "
		"instr(words, coalesce(review_text, '')) = 0"},
	{"the search has more or fewer than the reviews",
		"SELECT (SELECT count(*) FROM review_search) <> (SELECT count(*) FROM review)"},
	{"reviews are both there and gone",
		"SELECT count(*) FROM review JOIN review_tombstone USING (review_id)"},
	{"changes share a sequence",
		"SELECT count(*) - count(DISTINCT sequence) FROM (SELECT sequence FROM review "
		"UNION ALL SELECT sequence FROM review_tombstone)"},
	{"changes are beyond the feed",
		"SELECT count(*) FROM (SELECT sequence FROM review UNION ALL "
		"SELECT sequence FROM review_tombstone) "
		"WHERE sequence > (SELECT sequence FROM feed_state)"},
};

static void check(struct run *run)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		int64_t number = review_fixture_number(run->f, wrongs[i].sql);

		if (number != 0)
			fail_msg(
				"%lld: %s (seed %u)", (long long)number, wrongs[i].what, run->seed);
	}
	good(run,
		db_exec(run->f->writer, &run->fault,
			"INSERT INTO review_search (review_search) VALUES ('integrity-check')",
			DB_NO_ARGS));
}

/* What a migration counts of the reviews it finds is what would have been kept. */
static void count_anew(struct run *run)
{
	const struct embedded_file *migration =
		embedded_find(TEXT("migrations/sqlite/0006_report.sql"));

	assert_non_null(migration);
	good(run,
		db_script(run->f->writer,
			TEXT("DROP TABLE review_period; DROP INDEX product_rating_score; "
			     "ALTER TABLE product_rating DROP COLUMN score;"),
			&run->fault));
	good(run, db_script(run->f->writer, migration->content, &run->fault));
}

/* Added to SEED. */
static uint32_t history;

static void what_is_kept_is_what_the_reviews_say(void **state)
{
	struct run run = {.f = *state,
		.seed = SEED + history,
		.dice = {SEED + history},
		.now_ms = REGISTRY_FIXTURE_NOW_MS};

	for (int done = 0; done < CHANGES; done += CHANGES_AT_ONCE) {
		run.arena = arena_new();
		run.fault = fault_make(run.arena);
		run_batch(&run);
		if (done % (CHANGES / 4) == 0)
			check(&run);
		arena_free(run.arena);
	}
	run.arena = arena_new();
	run.fault = fault_make(run.arena);
	check(&run);
	count_anew(&run);
	check(&run);
	arena_free(run.arena);
	/* Something of each kind was there to be looked at. */
	assert_true(review_fixture_number(run.f, "SELECT count(*) FROM review") > SLOTS / 2);
	assert_true(review_fixture_number(run.f, "SELECT count(*) FROM review_period") > 500);
	assert_true(review_fixture_number(run.f, "SELECT count(*) FROM review_vote") > 300);
	assert_true(review_fixture_number(run.f, "SELECT count(*) FROM review_concern") > 300);
	assert_true(review_fixture_number(run.f, "SELECT count(*) FROM review_tombstone") > 1000);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(what_is_kept_is_what_the_reviews_say),
	};

	history = dice_sequence(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
