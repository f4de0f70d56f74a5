/*
 * Reads, replaces and deletes single reviews, and checks what an import leaves unchanged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/import_fixture.h"
#include "support/review_fixture.h"

#define LATER_MS (REGISTRY_FIXTURE_NOW_MS + 1000)

static struct review get(struct registry_fixture *f, struct text review_id)
{
	struct review found;

	assert_int_equal(review_store_get(f->reader, review_id, &found, &f->fault), STATUS_OK);
	return found;
}

static void expect_missing(struct registry_fixture *f, struct text review_id)
{
	struct review found;

	assert_int_equal(
		review_store_get(f->reader, review_id, &found, &f->fault), STATUS_NOT_FOUND);
	expect_fault(&f->fault, STATUS_NOT_FOUND, "ReviewNotFound");
	fault_clear(&f->fault);
}

static void replace(struct registry_fixture *f, const struct review *old, struct review *review)
{
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(review_store_replace(f->writer, old, review, &f->fault), STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
}

static void remove_review(
	struct registry_fixture *f, const struct review *review, const char *reason)
{
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(
		review_store_delete(f->writer, review, reason, LATER_MS, &f->fault), STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
}

static void run(struct registry_fixture *f, const char *sql)
{
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(db_script(f->writer, text_from(sql), &f->fault), STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
}

static void a_review_is_read_by_its_id(void **state)
{
	struct registry_fixture *f = *state;
	struct review full = review_fixture_full(), found;

	expect_missing(f, full.review_id);
	review_fixture_insert(f, &full);
	found = get(f, full.review_id);
	expect_bytes(review_fixture_json(f->arena, &found), review_fixture_json(f->arena, &full));
	assert_int_equal(found.sequence, full.sequence);
	assert_int_equal(found.number, full.number);
	expect_missing(f, TEXT("018bcfe5-6800-7000-8000-000000000009"));
}

static void a_replaced_review_keeps_its_number(void **state)
{
	struct registry_fixture *f = *state;
	struct review full = review_fixture_full(), other, found;

	review_fixture_insert(f, &full);
	other = full;
	other.number = 0;
	other.product_id = TEXT("p2");
	other.response_id = other.response_text = other.responder_name = TEXT_NONE;
	other.redacted_response = other.source = other.external_id = TEXT_NONE;
	other.response_at_ms = 0;
	other.last_modified_at_ms = LATER_MS;
	replace(f, &full, &other);
	assert_int_equal(other.number, full.number);
	assert_int_equal(other.sequence, full.sequence + 2);
	found = get(f, full.review_id);
	expect_bytes(review_fixture_json(f->arena, &found), review_fixture_json(f->arena, &other));
	assert_int_equal(found.number, full.number);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review"), 1);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_search"), 1);
	assert_int_equal(review_fixture_number(f,
				 "SELECT count(*) FROM product_rating "
				 "WHERE product_id = 'p1' AND star4_count > 0"),
		0);
}

static void store_opinions(struct registry_fixture *f, const char *id)
{
	run(f,
		arena_printf(f->arena,
			"INSERT INTO review_vote (review_id, voter_id, is_helpful, voted_at_ms) "
			"VALUES ('%s', 'v1', 1, 1), ('%s', 'v2', 0, 1); "
			"INSERT INTO review_concern (review_id, reporter_id, reason, "
			"reported_at_ms) VALUES ('%s', 'v1', 'spam', 1);",
			id, id, id)
			.data);
}

static void a_deleted_review_leaves_a_tombstone_alone(void **state)
{
	struct registry_fixture *f = *state;
	struct review full = review_fixture_full(), other = review_fixture_make("e2", "p1", 4);

	review_fixture_insert(f, &full);
	review_fixture_insert(f, &other);
	store_opinions(f, full.review_id.data);
	store_opinions(f, arena_cstr(f->arena, other.review_id));
	remove_review(f, &full, "deleted");
	expect_missing(f, full.review_id);
	get(f, other.review_id);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_vote"), 2);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_concern"), 1);
	assert_int_equal(review_fixture_number(f, "SELECT rowid FROM review_search"), 2);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_search"), 1);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_tombstone"), 1);
	assert_int_equal(
		review_fixture_number(f,
			"SELECT count(*) FROM review_tombstone WHERE sequence = 3 AND "
			"review_id = '018bcfe5-6800-7000-8000-000000000001' AND source = 'shop' "
			"AND external_id = 'e1' AND product_id = 'p1' AND reason = 'deleted' AND "
			"deleted_at_ms = 1700000001000"),
		1);
	assert_int_equal(review_fixture_sequence(f), 3);
	assert_int_equal(review_fixture_number(f,
				 "SELECT star4_count FROM product_rating "
				 "WHERE product_id = 'p1' AND market = ''"),
		1);
}

static void a_review_that_comes_again_has_no_tombstone(void **state)
{
	struct registry_fixture *f = *state;
	struct review full = review_fixture_full(), again = full;

	review_fixture_insert(f, &full);
	remove_review(f, &full, "erased");
	assert_int_equal(review_fixture_number(f,
				 "SELECT count(*) FROM review_tombstone WHERE reason = 'erased'"),
		1);
	review_fixture_insert(f, &again);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_tombstone"), 0);
	assert_int_equal(get(f, full.review_id).sequence, 3);
	assert_int_equal(get(f, full.review_id).number, 3);
}

/* The only item of a JSON import. */
static struct review imported(struct registry_fixture *f, const char *members)
{
	struct import_fixture in = {.arena = f->arena};

	import_fixture_open(&in, IMPORT_JSON,
		arena_printf(f->arena,
			"[{\"externalId\":\"e1\",\"productId\":\"p1\",\"rating\":4%s}]", members),
		NULL);
	return *import_fixture_good(&in);
}

static enum review_outcome import_one(struct registry_fixture *f, const char *members)
{
	struct review review = imported(f, members);

	return review_fixture_upsert(f, &review);
}

#define RESPONSE                                                                                   \
	",\"responseText\":\"Thanks.\",\"responderName\":\"Fabrikam\","                            \
	"\"responseDateTime\":\"2020-05-01T10:00:00Z\""

static void an_unsaid_response_is_kept(void **state)
{
	struct registry_fixture *f = *state;
	struct review first, found;

	assert_int_equal(import_one(f, RESPONSE), REVIEW_CREATED);
	first = review_fixture_get(f, "e1");
	assert_int_equal(first.response_id.length, GUID_TEXT_BYTES);
	assert_int_equal(import_one(f, ""), REVIEW_UNCHANGED);
	assert_int_equal(import_one(f, ",\"title\":\"t\""), REVIEW_UPDATED);
	found = review_fixture_get(f, "e1");
	expect_text(found.title, "t");
	expect_bytes(found.response_id, first.response_id);
	expect_text(found.response_text, "Thanks.");
	expect_text(found.responder_name, "Fabrikam");
	assert_int_equal(found.response_at_ms, INT64_C(1588327200000));
}

/* There is no response of a name alone; nor does it change the one that is there. */
static void a_name_without_a_response_says_nothing(void **state)
{
	struct registry_fixture *f = *state;

	import_one(f, ",\"responderName\":\"Ann\"");
	expect_text(review_fixture_get(f, "e1").responder_name, NULL);
	import_one(f, RESPONSE);
	assert_int_equal(import_one(f,
				 ",\"responderName\":\"Ann\","
				 "\"responseDateTime\":\"2021-05-01\""),
		REVIEW_UNCHANGED);
	expect_text(review_fixture_get(f, "e1").responder_name, "Fabrikam");
	assert_int_equal(review_fixture_get(f, "e1").response_at_ms, INT64_C(1588327200000));
}

static void a_repeated_response_is_the_same(void **state)
{
	struct registry_fixture *f = *state;
	struct review first, found;

	import_one(f, RESPONSE);
	first = review_fixture_get(f, "e1");
	assert_int_equal(import_one(f, RESPONSE), REVIEW_UNCHANGED);
	assert_int_equal(import_one(f, ",\"responseText\":\"Thanks.\""), REVIEW_UNCHANGED);
	assert_int_equal(import_one(f, ",\"responseText\":\"Thanks.\",\"responderName\":\"Ann\""),
		REVIEW_UPDATED);
	found = review_fixture_get(f, "e1");
	expect_bytes(found.response_id, first.response_id);
	expect_text(found.responder_name, "Ann");
	assert_int_equal(found.response_at_ms, first.response_at_ms);
}

static void another_response_is_another(void **state)
{
	struct registry_fixture *f = *state;
	struct review first, found;

	import_one(f, RESPONSE);
	first = review_fixture_get(f, "e1");
	assert_int_equal(import_one(f, ",\"responseText\":\"Sorry.\""), REVIEW_UPDATED);
	found = review_fixture_get(f, "e1");
	assert_false(text_equal(found.response_id, first.response_id));
	expect_text(found.response_text, "Sorry.");
	expect_text(found.responder_name, "Moderator");
	assert_int_equal(found.response_at_ms, IMPORT_FIXTURE_NOW_MS);
	/* An empty text is none. */
	assert_int_equal(import_one(f, ",\"responseText\":\"\""), REVIEW_UNCHANGED);
	expect_text(review_fixture_get(f, "e1").response_text, "Sorry.");
}

static void an_unsaid_take_down_is_kept(void **state)
{
	struct registry_fixture *f = *state;
	struct review found;

	import_one(f, ",\"isTakenDown\":true,\"takeDownReason\":\"spam\"");
	run(f, "UPDATE review SET concern_count = 5;");
	assert_int_equal(import_one(f, ""), REVIEW_UNCHANGED);
	assert_int_equal(import_one(f, ",\"title\":\"t\""), REVIEW_UPDATED);
	found = review_fixture_get(f, "e1");
	assert_true(found.is_taken_down);
	expect_text(found.take_down_reason, "spam");
	assert_int_equal(found.concern_count, 5);
	assert_int_equal(
		import_one(f, ",\"title\":\"t\",\"takeDownReason\":\"\",\"isTakenDown\":false"),
		REVIEW_UPDATED);
	found = review_fixture_get(f, "e1");
	assert_false(found.is_taken_down);
	expect_text(found.take_down_reason, "spam");
}

/* A moderator publishes, where the environment says so and the item does not. */
static void a_moderator_publishes(void **state)
{
	static const struct text document = TEXT_INIT(
		"[{\"externalId\":\"a\",\"productId\":\"p\",\"rating\":1},"
		"{\"externalId\":\"b\",\"productId\":\"p\",\"rating\":1,\"isPublished\":true},"
		"{\"externalId\":\"c\",\"productId\":\"p\",\"rating\":1,\"isPublished\":null}]");
	struct registry_fixture *f = *state;

	for (int required = 0; required < 2; required++) {
		struct import_options options = {.format = IMPORT_JSON,
			.document = document,
			.source = TEXT("shop"),
			.policy = {.email_key = TEXT("s"),
				.require_moderator = required,
				.now_ms = IMPORT_FIXTURE_NOW_MS}};
		struct import *import = import_open(&options, &f->fault);
		bool published[3];

		assert_non_null(import);
		for (size_t i = 0; i < 3; i++) {
			struct import_item item;

			assert_true(import_next(import, f->arena, &item));
			published[i] = item.review.is_published;
		}
		assert_int_equal(published[0], !required);
		assert_true(published[1]);
		assert_int_equal(published[2], !required);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(a_review_is_read_by_its_id),
		REGISTRY_FIXTURE_TEST(a_replaced_review_keeps_its_number),
		REGISTRY_FIXTURE_TEST(a_deleted_review_leaves_a_tombstone_alone),
		REGISTRY_FIXTURE_TEST(a_review_that_comes_again_has_no_tombstone),
		REGISTRY_FIXTURE_TEST(an_unsaid_response_is_kept),
		REGISTRY_FIXTURE_TEST(a_name_without_a_response_says_nothing),
		REGISTRY_FIXTURE_TEST(a_repeated_response_is_the_same),
		REGISTRY_FIXTURE_TEST(another_response_is_another),
		REGISTRY_FIXTURE_TEST(an_unsaid_take_down_is_kept),
		REGISTRY_FIXTURE_TEST(a_moderator_publishes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
