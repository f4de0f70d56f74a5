/* The search index in a service: many erasures share its merges, and leave nothing in it. */
#include "api/search_upkeep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/call.h"
#include "base/buffer.h"
#include "base/jsonread.h"
#include "base/metrics.h"
#include "reviews/search_levels.h"
#include "support/expect.h"
#include "support/service_fixture.h"

#define LOOKS_MAX 6000
#define PEOPLE 60
#define IMPORT "/v2.0/reviews:import?source=shop"
#define BODY_BYTES_MAX 65536

static struct response send(
	struct service_fixture *f, const char *method, const char *path, const char *body)
{
	return service_fixture_send(f, f->arena, method, path,
		body == NULL ? NULL : "application/json", text_from(body));
}

static const struct jsonread_node *get(struct service_fixture *f, int status, const char *method,
	const char *path, const char *body)
{
	struct response answer = send(f, method, path, body);

	if (answer.status != status)
		fail_msg("%s: %d: %.*s", path, answer.status, (int)answer.body.length,
			answer.body.data);
	return jsonread_parse(f->arena, answer.body, NULL);
}

/* A review of each person, and one of nobody's. */
static void fill(struct service_fixture *f)
{
	struct buffer all = buffer_make(f->arena, BODY_BYTES_MAX);

	buffer_add(&all,
		TEXT("[{\"externalId\":\"b\",\"productId\":\"p\",\"rating\":5,"
		     "\"reviewText\":\"balloon\"}"));
	for (int i = 0; i < PEOPLE; i++)
		buffer_printf(&all,
			",{\"externalId\":\"a%d\",\"productId\":\"p\",\"rating\":1,"
			"\"reviewText\":\"zeppelin%d\",\"userId\":\"user%d\"}",
			i, i, i);
	buffer_add_char(&all, ']');
	get(f, 200, "POST", IMPORT, arena_cstr(f->arena, buffer_text(&all)));
}

static void become_admin(struct service_fixture *f)
{
	f->authorization = arena_printf(f->arena, "Bearer %s", arena_cstr(f->arena, f->admin_key));
}

static int64_t number(struct service_fixture *f, const char *sql)
{
	struct fault fault = fault_make(f->arena);
	struct db *db = service_fixture_connect(f);
	struct db_cursor rows;
	int64_t number;

	db_query_literal(&rows, db, sql, DB_NO_ARGS);
	assert_true(db_next(&rows));
	number = db_int(&rows, 0);
	assert_int_equal(db_end(&rows, &fault), STATUS_OK);
	db_close(db);
	return number;
}

/* The receipt, once it says that the erasure has ended and, with `is_whole`, that its words are
 * gone. */
static const struct jsonread_node *receipt(struct service_fixture *f, struct text id, bool is_whole)
{
	const char *path =
		arena_printf(f->arena, "/admin/v1/erasures/%.*s", (int)id.length, id.data).data;

	for (int i = 0; i < LOOKS_MAX; i++) {
		struct response answer = send(f, "GET", path, NULL);
		const struct jsonread_node *body = jsonread_parse(f->arena, answer.body, NULL);

		if (answer.status == 200 &&
			(!is_whole || jsonread_member(body, "wordsGoneBy") == NULL))
			return body;
		usleep(10000);
	}
	fail_msg("the erasure does not end");
	return NULL;
}

static struct text erase(struct service_fixture *f, int person)
{
	const char *body = arena_printf(f->arena, "{\"userId\":\"user%d\"}", person).data;

	return jsonread_member_text(get(f, 202, "POST", "/admin/v1/erasures", body), "id");
}

/* While the index rests, an erasure ends without a merge, and says until when its words may be
 * there; they are in the index then, and soon no more. */
static void many_erasures_share_a_merge(void **state)
{
	struct service_fixture *f = *state;
	struct text ids[PEOPLE];
	int waiting = 0;

	fill(f);
	become_admin(f);
	for (int i = 0; i < PEOPLE; i++)
		ids[i] = erase(f, i);
	for (int i = 0; i < PEOPLE; i++) {
		const struct jsonread_node *body = receipt(f, ids[i], false);
		int64_t finished_ms, by_ms;

		expect_text(jsonread_member_text(body, "state"), "succeeded");
		if (!clock_parse(jsonread_member_text(body, "wordsGoneBy"), &by_ms))
			continue;
		assert_true(clock_parse(jsonread_member_text(body, "finishedAt"), &finished_ms));
		assert_true(by_ms <= finished_ms + SEARCH_UPKEEP_WITHIN_MS);
		waiting++;
	}
	assert_true(waiting > 0);
	for (int i = 0; i < PEOPLE; i++)
		receipt(f, ids[i], true);
	assert_int_equal(number(f, "SELECT count(*) FROM erased_words"), 0);
	assert_int_equal(number(f,
				 "SELECT count(*) FROM review_search_data "
				 "WHERE instr(block, CAST('zeppelin' AS BLOB)) > 0"),
		0);
	search_upkeep_look(f->service->search_upkeep);
	assert_in_range(
		metrics_get(f->service->metrics, METRIC_SEARCH_LEVELS), 1, SEARCH_LEVELS_KEPT + 2);
}

int main(void)
{
#define TEST(name_)                                                                                \
	cmocka_unit_test_setup_teardown(name_, service_fixture_start, service_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(many_erasures_share_a_merge),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
