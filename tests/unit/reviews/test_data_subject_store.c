#include "reviews/data_subject_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "reviews/feedback_store.h"
#include "reviews/search_store.h"
#include "support/expect.h"
#include "support/review_fixture.h"
#include "support/review_recount.h"

#define SECRET TEXT("0123456789abcdef0123456789abcdef")
#define LATER_MS (REGISTRY_FIXTURE_NOW_MS + 1000)
#define ROUNDS 40
#define SEED 7

static struct data_subject by_email(struct registry_fixture *f, const char *email)
{
	return data_subject_store_by_email(f->arena, SECRET, text_from(email));
}

/* A review of that user, whose e-mail and id may be NULL. */
static struct review store(
	struct registry_fixture *f, const char *id, const char *user_id, const char *email)
{
	struct review review = review_fixture_make(id, "p1", 4);

	review.title = TEXT("Zeppelin");
	if (user_id != NULL)
		review.user_id = text_from(user_id);
	if (email != NULL)
		review.user_email_hash = by_email(f, email).email_hash;
	review_fixture_insert(f, &review);
	return review;
}

static void say(struct registry_fixture *f, struct review *review, const char *user_id,
	const char *email, bool is_helpful)
{
	struct feedback_author person = {.id = text_from(user_id)};

	if (email != NULL)
		person.email_hash = by_email(f, email).email_hash;
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(
		feedback_store_vote(f->writer, review, &person, is_helpful, LATER_MS, &f->fault),
		STATUS_OK);
	assert_int_equal(feedback_store_report(
				 f->writer, review, &person, TEXT("spam"), LATER_MS, &f->fault),
		STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
}

static size_t count(struct registry_fixture *f, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id)
{
	struct data_subject_item *items;
	size_t found;

	assert_int_equal(data_subject_store_find(f->reader, person, kind, review_id, 1000, &items,
				 &found, &f->fault),
		STATUS_OK);
	return found;
}

static void expect_found(struct registry_fixture *f, const struct data_subject *person,
	size_t reviews, size_t votes, size_t concerns)
{
	assert_int_equal(count(f, person, DATA_SUBJECT_REVIEW, TEXT_NONE), reviews);
	assert_int_equal(count(f, person, DATA_SUBJECT_VOTE, TEXT_NONE), votes);
	assert_int_equal(count(f, person, DATA_SUBJECT_CONCERN, TEXT_NONE), concerns);
}

static size_t erase(struct registry_fixture *f, const struct data_subject *person,
	enum data_subject_kind kind, struct text review_id, size_t limit)
{
	size_t erased;

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(data_subject_store_erase(f->writer, person, kind, review_id, limit,
				 LATER_MS, &erased, &f->fault),
		STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
	return erased;
}

static void an_email_is_one_person_however_it_is_written(void **state)
{
	struct registry_fixture *f = *state;
	struct data_subject ann = by_email(f, "ann@example.com"),
			    other = by_email(f, " ANN@Example.com\t");
	struct data_subject ben = by_email(f, "ben@example.com");
	struct data_subject by_id = data_subject_store_by_id(TEXT("ann@example.com"));

	assert_true(text_equal(ann.email_hash, other.email_hash));
	assert_true(text_equal(data_subject_store_hash(f->arena, SECRET, &ann),
		data_subject_store_hash(f->arena, SECRET, &other)));
	assert_false(text_equal(data_subject_store_hash(f->arena, SECRET, &ann),
		data_subject_store_hash(f->arena, SECRET, &ben)));
	assert_false(text_equal(data_subject_store_hash(f->arena, SECRET, &ann),
		data_subject_store_hash(f->arena, TEXT("another secret"), &ann)));
	/* A receipt has nothing that is stored elsewhere. */
	assert_false(text_equal(data_subject_store_hash(f->arena, SECRET, &ann), ann.email_hash));
	assert_false(text_is_set(by_id.email_hash));
}

static void all_names_of_an_email_are_found(void **state)
{
	struct registry_fixture *f = *state;
	struct data_subject ann = by_email(f, "ann@example.com"),
			    id = data_subject_store_by_id(TEXT("ann"));
	struct review bens = store(f, "e0", "ben", "ben@example.com");

	store(f, "e1", "ann", "ANN@example.com");
	store(f, "e2", "ann", NULL);
	store(f, "e3", NULL, "ann@example.com");
	store(f, "e4", ann.email_hash.data, NULL);
	store(f, "e5", ann.email_hash.data, "ann@example.com");
	say(f, &bens, "ann", "ann@example.com", true);
	say(f, &bens, ann.email_hash.data, "ann@example.com", true);
	say(f, &bens, "eve", NULL, true);
	expect_found(f, &ann, 4, 2, 2);
	expect_found(f, &id, 2, 1, 1);
	assert_int_equal(count(f, &ann, DATA_SUBJECT_VOTE, bens.review_id), 2);
	assert_int_equal(count(f, &ann, DATA_SUBJECT_REVIEW, bens.review_id), 0);
}

static void items_say_what_was_said_and_when(void **state)
{
	struct registry_fixture *f = *state;
	struct review bens = store(f, "e0", "ben", NULL);
	struct data_subject ann = data_subject_store_by_id(TEXT("ann"));
	struct data_subject_item *items;
	size_t found;

	say(f, &bens, "ann", NULL, true);
	assert_int_equal(data_subject_store_find(f->reader, &ann, DATA_SUBJECT_VOTE, TEXT_NONE, 10,
				 &items, &found, &f->fault),
		STATUS_OK);
	assert_int_equal(found, 1);
	expect_text(items[0].product_id, "p1");
	expect_text(items[0].person_id, "ann");
	assert_true(items[0].is_helpful);
	assert_int_equal(items[0].at_ms, LATER_MS);
	assert_int_equal(data_subject_store_find(f->reader, &ann, DATA_SUBJECT_CONCERN, TEXT_NONE,
				 10, &items, &found, &f->fault),
		STATUS_OK);
	expect_text(items[0].reason, "spam");
}

static void what_is_erased_is_gone_and_counted_no_more(void **state)
{
	struct registry_fixture *f = *state;
	struct data_subject ann = by_email(f, "ann@example.com");
	struct review bens = store(f, "e0", "ben", NULL), stored;
	int64_t sequence;

	store(f, "e1", "ann", "ann@example.com");
	say(f, &bens, "ann", "ann@example.com", false);
	say(f, &bens, "eve", NULL, true);
	sequence = review_fixture_sequence(f);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_REVIEW, TEXT_NONE, 10), 1);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_VOTE, TEXT_NONE, 10), 1);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_CONCERN, TEXT_NONE, 10), 1);
	expect_found(f, &ann, 0, 0, 0);
	stored = review_fixture_get(f, "e0");
	assert_int_equal(stored.helpful_positive, 1);
	assert_int_equal(stored.helpful_negative, 0);
	assert_int_equal(stored.concern_count, 1);
	assert_int_equal(review_fixture_sequence(f), sequence + 3);
	assert_int_equal(stored.sequence, sequence + 3);
	assert_int_equal(review_fixture_number(f,
				 "SELECT count(*) FROM review_tombstone WHERE reason = 'erased' "
				 "AND external_id = 'e1'"),
		1);
	assert_int_equal(review_fixture_number(f,
				 "SELECT count(*) FROM review_search WHERE review_search "
				 "MATCH 'zeppelin'"),
		1);
	assert_int_equal(review_fixture_number(f, "SELECT star4_count FROM product_rating"), 1);
}

static void one_review_at_a_time_and_never_anothers(void **state)
{
	struct registry_fixture *f = *state;
	struct data_subject ann = data_subject_store_by_id(TEXT("ann"));
	struct review first = store(f, "e1", "ann", NULL), bens = store(f, "e0", "ben", NULL);

	store(f, "e2", "ann", NULL);
	say(f, &bens, "eve", NULL, true);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_REVIEW, bens.review_id, 10), 0);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_VOTE, bens.review_id, 10), 0);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_REVIEW, first.review_id, 10), 1);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_REVIEW, first.review_id, 10), 0);
	expect_found(f, &ann, 1, 0, 0);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review"), 2);
}

static void batches_end_with_one_that_is_not_full(void **state)
{
	struct registry_fixture *f = *state;
	struct data_subject ann = data_subject_store_by_id(TEXT("ann"));

	for (int i = 0; i < 5; i++)
		store(f, arena_printf(f->arena, "e%d", i).data, "ann", NULL);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_REVIEW, TEXT_NONE, 2), 2);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_REVIEW, TEXT_NONE, 2), 2);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_REVIEW, TEXT_NONE, 2), 1);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_REVIEW, TEXT_NONE, 2), 0);
}

/* Of what is left over without its review, too. */
static void a_vote_on_what_is_gone_is_erased(void **state)
{
	struct registry_fixture *f = *state;
	struct data_subject ann = data_subject_store_by_id(TEXT("ann"));
	struct review bens = store(f, "e0", "ben", NULL);

	say(f, &bens, "ann", NULL, true);
	assert_int_equal(
		db_exec(f->writer, &f->fault, "DELETE FROM review", DB_NO_ARGS), STATUS_OK);
	expect_found(f, &ann, 0, 1, 1);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_VOTE, TEXT_NONE, 10), 1);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_CONCERN, TEXT_NONE, 10), 1);
	expect_found(f, &ann, 0, 0, 0);
}

static void compact(struct registry_fixture *f)
{
	bool is_last = false;
	int steps = 0;

	while (!is_last) {
		assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
		assert_int_equal(search_store_compact(f->writer, steps == 0, &is_last, &f->fault),
			STATUS_OK);
		assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
		assert_true(++steps < 100);
	}
}

/* Words of the index are in its blobs as they are, but for what they share with the one before. */
static int64_t count_blobs(struct registry_fixture *f)
{
	return review_fixture_number(f,
		"SELECT count(*) FROM review_search_data WHERE instr(block, CAST('eppelin' AS "
		"BLOB))");
}

static void no_part_of_the_index_has_words_of_the_erased(void **state)
{
	struct registry_fixture *f = *state;
	struct data_subject ann = data_subject_store_by_id(TEXT("ann"));
	struct review bens = review_fixture_make("e0", "p1", 4);

	bens.title = TEXT("Balloon");
	review_fixture_insert(f, &bens);
	for (int i = 0; i < 5; i++)
		store(f, arena_printf(f->arena, "e%d", i + 1).data, "ann", NULL);
	assert_true(count_blobs(f) > 0);
	assert_int_equal(erase(f, &ann, DATA_SUBJECT_REVIEW, TEXT_NONE, 10), 5);
	assert_true(count_blobs(f) > 0);
	compact(f);
	assert_int_equal(count_blobs(f), 0);
	compact(f);
	assert_int_equal(review_fixture_number(f,
				 "SELECT count(*) FROM review_search WHERE "
				 "review_search MATCH 'balloon'"),
		1);
	assert_int_equal(db_exec(f->writer, &f->fault,
				 "INSERT INTO review_search (review_search) "
				 "VALUES ('integrity-check')",
				 DB_NO_ARGS),
		STATUS_OK);
}

/* Whatever people said of whatever: behind an erasure nothing is left of the one, and counts and
 * summaries are those of the rest. */
static void counts_hold_whatever_was_said(void **state)
{
	static const char *const people[] = {"ann", "ben", "eve", "joe"};
	struct registry_fixture *f = *state;
	struct data_subject ann = data_subject_store_by_id(TEXT("ann"));
	unsigned seed = SEED;

	for (int i = 0; i < ROUNDS; i++) {
		struct review review = store(
			f, arena_printf(f->arena, "e%d", i).data, people[rand_r(&seed) % 4], NULL);

		for (int j = 0; j < 4; j++)
			if (rand_r(&seed) % 2 == 0)
				say(f, &review, people[j], NULL, rand_r(&seed) % 2 == 0);
	}
	for (int kind = 0; kind < DATA_SUBJECT_KINDS; kind++)
		while (erase(f, &ann, (enum data_subject_kind)kind, TEXT_NONE, 3) == 3)
			continue;
	expect_found(f, &ann, 0, 0, 0);
	assert_int_equal(
		review_fixture_number(f,
			"SELECT count(*) FROM review r WHERE helpful_positive <> (SELECT count(*) "
			"FROM review_vote v WHERE v.review_id = r.review_id AND is_helpful = 1) "
			"OR helpful_negative <> (SELECT count(*) FROM review_vote v "
			"WHERE v.review_id = r.review_id AND is_helpful = 0) "
			"OR helpful_score <> helpful_positive - helpful_negative "
			"OR concern_count <> (SELECT count(*) FROM review_concern c "
			"WHERE c.review_id = r.review_id)"),
		0);
	assert_int_equal(
		review_fixture_number(f,
			REVIEW_RECOUNT "SELECT count(*) FROM (SELECT * FROM recount EXCEPT "
				       "SELECT * FROM kept UNION ALL SELECT * FROM (SELECT * "
				       "FROM kept EXCEPT SELECT * FROM recount))"),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(an_email_is_one_person_however_it_is_written),
		REGISTRY_FIXTURE_TEST(all_names_of_an_email_are_found),
		REGISTRY_FIXTURE_TEST(items_say_what_was_said_and_when),
		REGISTRY_FIXTURE_TEST(what_is_erased_is_gone_and_counted_no_more),
		REGISTRY_FIXTURE_TEST(one_review_at_a_time_and_never_anothers),
		REGISTRY_FIXTURE_TEST(batches_end_with_one_that_is_not_full),
		REGISTRY_FIXTURE_TEST(a_vote_on_what_is_gone_is_erased),
		REGISTRY_FIXTURE_TEST(no_part_of_the_index_has_words_of_the_erased),
		REGISTRY_FIXTURE_TEST(counts_hold_whatever_was_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
