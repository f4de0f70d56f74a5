/*
 * Personal data when the database refuses a write: a failed erasure reports what it removed, a
 * second one completes it, and a search that cannot be recorded returns nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/buffer.h"
#include "support/erasure_fixture.h"
#include "support/expect.h"

#define DOCUMENT_BYTES_MAX (1024 * 1024)
#define ANN "{\"userId\":\"ann\"}"

/* Items that an erasure removes in one group job. */
#define BATCH 250

static enum status refuse_votes(struct group_job *job, struct db *db, struct fault *fault)
{
	(void)job;
	return db_exec(db, fault,
		"CREATE TRIGGER refuse BEFORE DELETE ON review_vote BEGIN "
		"SELECT RAISE(ABORT, 'votes stay'); END",
		DB_NO_ARGS);
}

static enum status allow(struct group_job *job, struct db *db, struct fault *fault)
{
	(void)job;
	return db_exec(db, fault, "DROP TRIGGER refuse", DB_NO_ARGS);
}

static void write_as(struct service_fixture *f,
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault))
{
	struct fault fault = fault_make(f->arena);
	struct group_job job = {.run = run, .fault = &fault};

	if (group_run(f->service->runtime.group, &job) != STATUS_OK)
		fail_msg("%s", fault.detail.data);
}

/* Imports `count` reviews of Ann and adds her vote on a review of Ben, then switches to the admin's
 * key. */
static void fill(struct service_fixture *f, int count)
{
	struct buffer all = buffer_make(f->arena, DOCUMENT_BYTES_MAX);

	buffer_add(&all, TEXT("[{\"externalId\":\"b\",\"productId\":\"p\",\"rating\":5}"));
	for (int i = 0; i < count; i++)
		buffer_printf(&all,
			",{\"externalId\":\"a%d\",\"productId\":\"p\",\"rating\":1,"
			"\"reviewText\":\"zeppelinleather\",\"userId\":\"ann\"}",
			i);
	buffer_add_char(&all, ']');
	erasure_fixture_vote(f, erasure_fixture_import(f, buffer_text(&all)), "ann");
	service_client_become_admin(f);
}

/* Erases all data about Ann and returns the finished receipt. An erasure that follows another
 * finishes before its words are removed from the index. */
static const struct jsonread_node *erase(struct service_fixture *f)
{
	return erasure_fixture_end_whole(f, erasure_fixture_begin(f, "ann"));
}

static void expect_counts(const struct jsonread_node *receipt, int64_t reviews, int64_t votes)
{
	const struct jsonread_node *counts = jsonread_member(receipt, "counts");

	assert_int_equal(jsonread_member_int(counts, "reviews"), reviews);
	assert_int_equal(jsonread_member_int(counts, "votes"), votes);
	assert_int_equal(jsonread_member_int(counts, "concerns"), 0);
}

/* Checks what a search finds about Ann, and the counts of her reviews next to Ben's one. */
static void expect_left(struct service_fixture *f, int reviews, int votes)
{
	const struct jsonread_node *found =
		service_client_expect(f, 200, "POST", "/admin/v1/personal-data:search", ANN);

	assert_int_equal(jsonread_count(jsonread_member(found, "reviews")), reviews);
	assert_int_equal(jsonread_count(jsonread_member(found, "votes")), votes);
	assert_int_equal(service_client_number(f, "SELECT count(*) FROM review"), reviews + 1);
	assert_int_equal(
		service_client_number(f, "SELECT count(*) FROM review_search"), reviews + 1);
	assert_int_equal(
		service_client_number(f, "SELECT sum(helpful_positive) FROM review"), votes);
	assert_int_equal(service_client_number(
				 f, "SELECT sum(star1_count + star5_count) FROM product_rating"),
		reviews + 1);
}

/* The failed batch changes nothing; the batches before it are complete and counted. */
static void fail_and_repeat(struct service_fixture *f, int count)
{
	const struct jsonread_node *receipt, *fault;

	fill(f, count);
	write_as(f, refuse_votes);
	receipt = erase(f);
	fault = jsonread_member(receipt, "fault");
	expect_text(jsonread_member_text(receipt, "state"), "failed");
	expect_text(jsonread_member_text(fault, "code"), "DatabaseError");
	expect_text(jsonread_member_text(fault, "detail"), "Database error: votes stay.");
	expect_counts(receipt, BATCH, 0);
	expect_left(f, count - BATCH, 1);
	write_as(f, allow);
	receipt = erase(f);
	expect_text(jsonread_member_text(receipt, "state"), "succeeded");
	assert_null(jsonread_member(receipt, "fault"));
	expect_counts(receipt, count - BATCH, 1);
	expect_left(f, 0, 0);
	assert_int_equal(service_client_number(f,
				 "SELECT count(*) FROM review_search_data "
				 "WHERE instr(block, CAST('zeppelinleather' AS BLOB)) > 0"),
		0);
}

static void a_batch_that_fails_is_undone(void **state)
{
	fail_and_repeat(*state, BATCH + 10);
}

/* The second erasure removes no review, but words of the first are still in the index. */
static void the_words_of_a_failed_erasure_go_with_the_next(void **state)
{
	fail_and_repeat(*state, BATCH);
}

static enum status refuse_events(struct group_job *job, struct db *db, struct fault *fault)
{
	(void)job;
	return db_exec(db, fault,
		"CREATE TRIGGER refuse BEFORE INSERT ON audit_event "
		"WHEN NEW.operation = 'Search' BEGIN SELECT RAISE(ABORT, 'no events'); END",
		DB_NO_ARGS);
}

static void a_search_without_an_event_shows_nothing(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *answer;

	fill(f, 1);
	write_as(f, refuse_events);
	answer = service_client_expect(f, 500, "POST", "/admin/v1/personal-data:search", ANN);
	assert_null(jsonread_member(answer, "subjectHash"));
	assert_null(jsonread_member(answer, "reviews"));
	write_as(f, allow);
	service_client_expect(f, 200, "POST", "/admin/v1/personal-data:search", ANN);
	assert_int_equal(service_client_number(
				 f, "SELECT count(*) FROM audit_event WHERE operation = 'Search'"),
		1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(a_batch_that_fails_is_undone),
		SERVICE_FIXTURE_TEST(the_words_of_a_failed_erasure_go_with_the_next),
		SERVICE_FIXTURE_TEST(a_search_without_an_event_shows_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
