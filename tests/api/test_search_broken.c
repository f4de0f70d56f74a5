/*
 * Repair of a damaged search index, at start and while the service runs, whether a call, a job or
 * only the background check finds the damage.
 */
#include "upkeep/search_upkeep.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/buffer.h"
#include "base/jsonread.h"
#include "support/erasure_fixture.h"
#include "support/expect.h"
#include "support/search_record.h"
#include "support/service_fixture.h"
#include "support/wait.h"
#include "upkeep/search_merge.h"

#define PEOPLE 60
#define HELD_UP_MS 300

static const char *one_review(struct service_fixture *f, int number)
{
	return arena_printf(f->arena,
		"[{\"externalId\":\"e%d\",\"productId\":\"p\",\"rating\":4,"
		"\"reviewText\":\"balloon%d\"}]",
		number, number)
		.data;
}

static bool is_ready(void *context)
{
	struct service_fixture *f = context;
	struct fault fault = fault_make(f->arena);

	return health_check_ready(f->service->runtime.health, &fault) == STATUS_OK;
}

static void await_ready(struct service_fixture *f)
{
	if (!wait_until(is_ready, f, WAIT_PATIENCE_MS))
		fail_msg("the index is not mended");
}

static void spoil(struct service_fixture *f, struct text record)
{
	struct db *db = service_fixture_connect(f);

	if (!text_is_set(record))
		record = search_record_raise(
			f->arena, search_record_read(db, f->arena), SEARCH_RECORD_TOO_MANY);
	search_record_write(db, record);
	db_close(db);
}

static void a_start_lowers_the_levels(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);
	struct db *db;

	erasure_fixture_fill(f, PEOPLE);
	spoil(f, TEXT_NONE);
	service_client_expect(f, 503, "POST", ERASURE_FIXTURE_IMPORT, one_review(f, 1));
	db = service_fixture_connect(f);
	assert_int_equal(search_merge_first(db, NULL, &fault), STATUS_OK);
	db_close(db);
	service_client_expect(f, 200, "POST", ERASURE_FIXTURE_IMPORT, one_review(f, 1));
}

static void expect_found(struct service_fixture *f, const char *word)
{
	const struct jsonread_node *body = service_client_expect(f, 200, "GET",
		arena_printf(f->arena, "/admin/v1/reviews?search=%s", word).data, NULL);

	assert_int_equal(jsonread_count(jsonread_member(body, "value")), 1);
}

static void an_index_that_breaks_is_mended_while_the_service_runs(void **state)
{
	struct service_fixture *f = *state;
	const struct text records[] = {TEXT_NONE, TEXT("\0\0\0\0\5")};

	erasure_fixture_fill(f, PEOPLE);
	for (int i = 0; i < 2; i++) {
		struct text before;

		spoil(f, records[i]);
		service_client_expect(f, 503, "POST", ERASURE_FIXTURE_IMPORT, one_review(f, i));
		await_ready(f);
		service_client_expect(f, 200, "POST", ERASURE_FIXTURE_IMPORT, one_review(f, i));
		before = service_client_become_admin(f);
		expect_found(f, "zeppelin7");
		f->authorization = before;
	}
}

#define SPOIL "UPDATE review_search_data SET block = "
#define PARTS " WHERE id > 10"

/* The segments exist but cannot be parsed. */
static const char cut_parts[] = SPOIL "zeroblob(2)" PARTS;

/* Each segment exists but claims to be empty. */
static const char zero_parts[] = SPOIL "zeroblob(length(block))" PARTS;

/* The table that refers to the segments is empty. */
static const char lose_way[] = "DELETE FROM review_search_idx";

static void spoil_by(struct service_fixture *f, const char *sql)
{
	struct fault fault = fault_make(f->arena);
	struct db *db = service_fixture_connect(f);

	assert_int_equal(db_exec_shadow_literal(db, &fault, sql, DB_NO_ARGS), STATUS_OK);
	db_close(db);
}

/* No statement fails; only a check of the whole index finds the damage. */
static void what_an_index_has_lost_in_silence_is_found_by_a_check(void **state)
{
	static const char *const spoilings[] = {zero_parts, lose_way, cut_parts};
	struct service_fixture *f = *state;

	erasure_fixture_fill(f, PEOPLE);
	service_client_become_admin(f);
	for (size_t i = 0; i < sizeof(spoilings) / sizeof(spoilings[0]); i++) {
		spoil_by(f, spoilings[i]);
		search_upkeep_check(f->service->search_upkeep);
		expect_found(f, "zeppelin7");
		await_ready(f);
	}
}

static enum status stand_still(struct group_job *job, struct db *db, struct fault *fault)
{
	(void)job;
	(void)db;
	wait_ms(HELD_UP_MS);
	return fault->status;
}

static void *hold_up(void *context)
{
	struct service_fixture *f = context;
	struct fault fault = fault_make(f->arena);
	struct group_job job = {.run = stand_still, .fault = &fault};

	group_run(f->service->runtime.group, &job);
	return NULL;
}

/* The repair needs no operator. */
static void a_search_that_meets_broken_parts_has_them_mended(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);
	pthread_t holder;

	erasure_fixture_fill(f, PEOPLE);
	service_client_become_admin(f);
	spoil_by(f, cut_parts);
	assert_int_equal(pthread_create(&holder, NULL, hold_up, f), 0);
	expect_text(jsonread_member_text(service_client_expect(f, 503, "GET",
						 "/admin/v1/reviews?search=zeppelin7", NULL),
			    "code"),
		"SearchIndexBroken");
	health_check_ready(f->service->runtime.health, &fault);
	expect_error(&fault, 0, "searchIndexBroken", "SearchIndexBroken",
		"The search index is being rebuilt. No review can be stored until then.");
	pthread_join(holder, NULL);
	await_ready(f);
	expect_found(f, "zeppelin7");
}

static void an_erasure_that_meets_broken_parts_ends(void **state)
{
	struct service_fixture *f = *state;
	const char *receipt;

	erasure_fixture_fill(f, PEOPLE);
	service_client_become_admin(f);
	spoil_by(f, cut_parts);
	receipt = erasure_fixture_begin(f, "user7");
	expect_text(
		jsonread_member_text(erasure_fixture_end_whole(f, receipt), "state"), "succeeded");
	await_ready(f);
	expect_found(f, "zeppelin8");
}

/* FTS5 then treats the index as empty and reports no error. */
static void an_index_that_has_lost_its_parts_is_mended(void **state)
{
	struct service_fixture *f = *state;

	erasure_fixture_fill(f, PEOPLE);
	service_client_become_admin(f);
	spoil(f, TEXT("\0\0\0\0\0\0\0"));
	search_upkeep_inspect(f->service->search_upkeep);
	expect_found(f, "zeppelin7");
}

/* A job that blocks the group commit until may_end is set. */
struct busy {
	struct group_job job;
	struct fault fault;
	struct service_fixture *fixture;
	atomic_bool is_running, may_end;
};

static enum status stay_busy(struct group_job *job, struct db *db, struct fault *fault)
{
	struct busy *busy = (struct busy *)job;

	(void)db;
	atomic_store(&busy->is_running, true);
	wait_for_flag(&busy->may_end);
	return fault->status;
}

static void *occupy(void *context)
{
	struct busy *busy = context;

	group_run(busy->fixture->service->runtime.group, &busy->job);
	return NULL;
}

static void *mend(void *context)
{
	search_upkeep_inspect(((struct busy *)context)->fixture->service->search_upkeep);
	return NULL;
}

static bool is_not_ready(void *context)
{
	return !is_ready(context);
}

static void readiness_says_that_the_index_is_broken(void **state)
{
	struct service_fixture *f = *state;
	struct health *health = f->service->runtime.health;
	struct fault fault = fault_make(f->arena);
	struct busy busy = {.job = {.run = stay_busy, .fault = &busy.fault},
		.fault = fault_make(f->arena),
		.fixture = f};
	pthread_t occupier, mender;

	erasure_fixture_fill(f, PEOPLE);
	spoil(f, TEXT("\0\0\0\0\5"));
	assert_int_equal(pthread_create(&occupier, NULL, occupy, &busy), 0);
	assert_true(wait_for_flag(&busy.is_running));
	assert_int_equal(pthread_create(&mender, NULL, mend, &busy), 0);
	assert_true(wait_until(is_not_ready, f, WAIT_PATIENCE_MS));
	health_check_ready(health, &fault);
	expect_error(&fault, 0, "searchIndexBroken", "SearchIndexBroken",
		"The search index is being rebuilt. No review can be stored until then.");
	atomic_store(&busy.may_end, true);
	pthread_join(occupier, NULL);
	pthread_join(mender, NULL);
	fault = fault_make(f->arena);
	assert_int_equal(health_check_ready(health, &fault), STATUS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(a_start_lowers_the_levels),
		SERVICE_FIXTURE_TEST(readiness_says_that_the_index_is_broken),
		SERVICE_FIXTURE_TEST(a_search_that_meets_broken_parts_has_them_mended),
		SERVICE_FIXTURE_TEST(an_erasure_that_meets_broken_parts_ends),
		SERVICE_FIXTURE_TEST(what_an_index_has_lost_in_silence_is_found_by_a_check),
		SERVICE_FIXTURE_TEST(an_index_that_has_lost_its_parts_is_mended),
		SERVICE_FIXTURE_TEST(an_index_that_breaks_is_mended_while_the_service_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
