#include "reviews/review_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/review_fixture.h"

#define LATER_MS (REGISTRY_FIXTURE_NOW_MS + 1000)

static void same_review(
	struct registry_fixture *f, const struct review *actual, const struct review *expected)
{
	expect_bytes(
		review_fixture_json(f->arena, actual), review_fixture_json(f->arena, expected));
	expect_bytes(actual->user_email_hash, expected->user_email_hash);
	assert_int_equal(actual->sequence, expected->sequence);
	assert_int_equal(actual->created_at_ms, expected->created_at_ms);
}

static enum status try_insert(struct registry_fixture *f, struct review *review)
{
	enum status status;

	fault_clear(&f->fault);
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	status = review_store_insert(f->writer, NULL, review, &f->fault);
	db_rollback(f->writer);
	return status;
}

static void what_was_stored_comes_back(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full(), found;

	review.review_id = TEXT_NONE;
	review.title = TEXT("it's \"quoted\"; DROP TABLE review\r\n");
	review.review_text = TEXT("\xf0\x9f\x98\x80 \\ ,; \t  ");
	review_fixture_insert(f, &review);
	found = review_fixture_get(f, "e1");
	same_review(f, &found, &review);
	assert_int_equal(review.review_id.length, GUID_TEXT_BYTES);
}

static void a_given_id_is_kept(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full(), found;

	review_fixture_insert(f, &review);
	expect_bytes(review.review_id, review_fixture_full().review_id);
	found = review_fixture_get(f, "e1");
	same_review(f, &found, &review);
	review.external_id = TEXT("e2");
	assert_int_equal(try_insert(f, &review), STATUS_CONFLICT);
}

static void absent_stays_absent(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("e1", "p1", 3), found;

	review_fixture_insert(f, &review);
	found = review_fixture_get(f, "e1");
	same_review(f, &found, &review);
	expect_text(found.review_text, NULL);
	expect_text(found.user_email_hash, NULL);
	expect_text(found.extended_properties, NULL);
}

static void an_upsert_creates_updates_or_leaves(void **state)
{
	struct registry_fixture *f = *state;
	struct review first = review_fixture_full(), again = first, changed = first, found;

	assert_int_equal(review_fixture_upsert(f, &first), REVIEW_CREATED);
	again.created_at_ms = again.last_modified_at_ms = LATER_MS;
	assert_int_equal(review_fixture_upsert(f, &again), REVIEW_UNCHANGED);
	expect_bytes(again.review_id, first.review_id);
	assert_int_equal(again.sequence, first.sequence);
	found = review_fixture_get(f, "e1");
	same_review(f, &found, &first);
	changed.rating = 1;
	changed.created_at_ms = changed.last_modified_at_ms = LATER_MS;
	assert_int_equal(review_fixture_upsert(f, &changed), REVIEW_UPDATED);
	found = review_fixture_get(f, "e1");
	same_review(f, &found, &changed);
	expect_bytes(found.review_id, first.review_id);
	assert_int_equal(found.created_at_ms, REGISTRY_FIXTURE_NOW_MS);
	assert_int_equal(found.last_modified_at_ms, LATER_MS);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review"), 1);
}

/* The members an import brings, besides what finds the review. */
static bool is_imported(const struct review_member *member)
{
	return member->offset != offsetof(struct review, review_id) &&
		member->offset != offsetof(struct review, source) &&
		member->offset != offsetof(struct review, external_id) &&
		member->offset != offsetof(struct review, response_id) &&
		member->offset != offsetof(struct review, concern_count) &&
		member->offset != offsetof(struct review, created_at_ms) &&
		member->offset != offsetof(struct review, last_modified_at_ms);
}

static void an_update_stores_every_member(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full(), found;

	review_fixture_upsert(f, &review);
	/* The hash is kept unless the input brought an e-mail. */
	review.user_email = TEXT("a@b");
	for (size_t i = 0; i < review_member_count; i++) {
		if (!is_imported(&review_members[i]))
			continue;
		review_fixture_change(f->arena, &review, &review_members[i]);
		if (review_fixture_upsert(f, &review) != REVIEW_UPDATED)
			fail_msg("%s", review_members[i].name);
		found = review_fixture_get(f, "e1");
		same_review(f, &found, &review);
	}
}

static void an_update_can_take_texts_away(void **state)
{
	struct registry_fixture *f = *state;
	struct review full = review_fixture_full(), bare = review_fixture_make("e1", "p1", 4),
		      found;

	review_fixture_upsert(f, &full);
	assert_int_equal(review_fixture_upsert(f, &bare), REVIEW_UPDATED);
	found = review_fixture_get(f, "e1");
	same_review(f, &found, &bare);
	expect_text(found.title, NULL);
}

static void an_unsaid_time_is_kept(void **state)
{
	struct registry_fixture *f = *state;
	struct review first = review_fixture_make("e1", "p1", 4), later = first, said = first;

	review_fixture_upsert(f, &first);
	later.lacks_submitted_at = true;
	later.submitted_at_ms = LATER_MS;
	assert_int_equal(review_fixture_upsert(f, &later), REVIEW_UNCHANGED);
	assert_int_equal(later.submitted_at_ms, first.submitted_at_ms);
	later.submitted_at_ms = LATER_MS;
	later.rating = 5;
	assert_int_equal(review_fixture_upsert(f, &later), REVIEW_UPDATED);
	assert_int_equal(review_fixture_get(f, "e1").submitted_at_ms, first.submitted_at_ms);
	said.rating = 5;
	said.submitted_at_ms = LATER_MS;
	assert_int_equal(review_fixture_upsert(f, &said), REVIEW_UPDATED);
	assert_int_equal(review_fixture_get(f, "e1").submitted_at_ms, LATER_MS);
}

static void an_unsaid_email_is_kept(void **state)
{
	struct registry_fixture *f = *state;
	struct review first = review_fixture_make("e1", "p1", 4), later = first, said = first;

	first.user_email = TEXT("a@b");
	first.user_email_hash = TEXT("00ff");
	review_fixture_upsert(f, &first);
	assert_int_equal(review_fixture_upsert(f, &later), REVIEW_UNCHANGED);
	later.user_email_hash = TEXT_NONE;
	later.rating = 5;
	assert_int_equal(review_fixture_upsert(f, &later), REVIEW_UPDATED);
	expect_text(review_fixture_get(f, "e1").user_email_hash, "00ff");
	said.rating = 5;
	said.user_email = TEXT("c@d");
	said.user_email_hash = TEXT("ff00");
	assert_int_equal(review_fixture_upsert(f, &said), REVIEW_UPDATED);
	expect_text(review_fixture_get(f, "e1").user_email_hash, "ff00");
	assert_int_equal(review_fixture_upsert(f, &said), REVIEW_UNCHANGED);
}

static void the_sequence_moves_with_every_change(void **state)
{
	struct registry_fixture *f = *state;
	struct review a = review_fixture_make("a", "p1", 4), b = review_fixture_make("b", "p1", 2);

	assert_int_equal(review_fixture_sequence(f), 0);
	review_fixture_upsert(f, &a);
	assert_int_equal(a.sequence, 1);
	review_fixture_insert(f, &b);
	assert_int_equal(b.sequence, 2);
	review_fixture_upsert(f, &a);
	assert_int_equal(review_fixture_sequence(f), 2);
	a.rating = 5;
	review_fixture_upsert(f, &a);
	assert_int_equal(a.sequence, 3);
	assert_int_equal(review_fixture_sequence(f), 3);
	assert_int_equal(review_fixture_get(f, "b").sequence, 2);
}

/* The summaries of both products change, and each change has its own place. */
static void another_product_is_two_changes(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("a", "p1", 4);

	review_fixture_upsert(f, &review);
	review.product_id = TEXT("p2");
	assert_int_equal(review_fixture_upsert(f, &review), REVIEW_UPDATED);
	assert_int_equal(review.sequence, 3);
	assert_int_equal(review_fixture_sequence(f), 3);
	assert_int_equal(review_fixture_get(f, "a").sequence, 3);
}

static void external_ids_are_of_their_source(void **state)
{
	struct registry_fixture *f = *state;
	struct review first = review_fixture_make("1", "p1", 4), second = first;

	review_fixture_upsert(f, &first);
	second.source = TEXT("other");
	assert_int_equal(review_fixture_upsert(f, &second), REVIEW_CREATED);
	assert_false(text_equal(first.review_id, second.review_id));
	second.review_id = TEXT_NONE;
	second.external_id = TEXT("2");
	assert_int_equal(review_fixture_upsert(f, &second), REVIEW_CREATED);
	assert_int_equal(review_fixture_upsert(f, &first), REVIEW_UNCHANGED);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review"), 3);
}

static void an_external_id_is_stored_once(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("1", "p1", 4);

	review_fixture_insert(f, &review);
	review.review_id = TEXT_NONE;
	assert_int_equal(try_insert(f, &review), STATUS_CONFLICT);
	review.review_id = TEXT_NONE;
	review.source = TEXT("other");
	assert_int_equal(try_insert(f, &review), STATUS_OK);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review"), 1);
	assert_int_equal(review_fixture_sequence(f), 1);
}

static void submissions_have_no_external_id(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make(NULL, "p1", 4);

	review.source = TEXT_NONE;
	for (int i = 0; i < 3; i++) {
		review.review_id = TEXT_NONE;
		review_fixture_insert(f, &review);
	}
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review"), 3);
	assert_int_equal(
		review_fixture_number(f, "SELECT count(DISTINCT review_id) FROM review"), 3);
}

static void what_breaks_a_rule_is_not_stored(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("1", NULL, 4);

	assert_int_equal(try_insert(f, &review), STATUS_INTERNAL);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review"), 0);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM product_rating"), 0);
	assert_int_equal(review_fixture_sequence(f), 0);
}

static void the_order_is_that_of_the_last_change(void **state)
{
	static const char *const ids[] = {"a", "b", "c"};
	struct registry_fixture *f = *state;
	struct review reviews[3];
	struct buffer order = buffer_make(f->arena, 100);
	struct db_cursor rows;

	for (size_t i = 0; i < 3; i++) {
		reviews[i] = review_fixture_make(ids[i], "p1", 3);
		review_fixture_upsert(f, &reviews[i]);
	}
	reviews[0].rating = 1;
	review_fixture_upsert(f, &reviews[0]);
	review_fixture_upsert(f, &reviews[1]);
	review_store_open(&rows, f->reader);
	while (db_next(&rows))
		buffer_add(&order, review_store_read(&rows).external_id);
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
	expect_text(buffer_text(&order), "bca");
}

static void a_review_that_is_gone_cannot_be_replaced(void **state)
{
	struct registry_fixture *f = *state;
	struct review stored = review_fixture_make("e1", "p1", 5), gone;

	review_fixture_upsert(f, &stored);
	gone = stored;
	gone.review_id = TEXT("11111111-2222-4333-8444-555555555555");
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(
		review_store_replace(f->writer, &stored, &gone, &f->fault), STATUS_NOT_FOUND);
	db_rollback(f->writer);
	expect_fault(&f->fault, STATUS_NOT_FOUND, "ReviewNotFound");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(what_was_stored_comes_back),
		REGISTRY_FIXTURE_TEST(a_given_id_is_kept),
		REGISTRY_FIXTURE_TEST(absent_stays_absent),
		REGISTRY_FIXTURE_TEST(an_upsert_creates_updates_or_leaves),
		REGISTRY_FIXTURE_TEST(an_update_stores_every_member),
		REGISTRY_FIXTURE_TEST(an_update_can_take_texts_away),
		REGISTRY_FIXTURE_TEST(an_unsaid_time_is_kept),
		REGISTRY_FIXTURE_TEST(an_unsaid_email_is_kept),
		REGISTRY_FIXTURE_TEST(the_sequence_moves_with_every_change),
		REGISTRY_FIXTURE_TEST(another_product_is_two_changes),
		REGISTRY_FIXTURE_TEST(external_ids_are_of_their_source),
		REGISTRY_FIXTURE_TEST(an_external_id_is_stored_once),
		REGISTRY_FIXTURE_TEST(submissions_have_no_external_id),
		REGISTRY_FIXTURE_TEST(what_breaks_a_rule_is_not_stored),
		REGISTRY_FIXTURE_TEST(the_order_is_that_of_the_last_change),
		REGISTRY_FIXTURE_TEST(a_review_that_is_gone_cannot_be_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
