/* Upkeep of the search index: many erasures share a merge, which removes all their words. */
#include "upkeep/search_upkeep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/buffer.h"
#include "base/jsonread.h"
#include "base/metrics.h"
#include "reviews/search_levels.h"
#include "support/erasure_fixture.h"
#include "support/expect.h"

#define PEOPLE 60

/* Between merges, an erasure finishes without one, and its receipt says when its words will have
 * been removed from the index. */
static void many_erasures_share_a_merge(void **state)
{
	struct service_fixture *f = *state;
	const char *receipts[PEOPLE];
	int waiting = 0;

	erasure_fixture_fill(f, PEOPLE);
	service_client_become_admin(f);
	for (int i = 0; i < PEOPLE; i++)
		receipts[i] = erasure_fixture_begin(f, arena_printf(f->arena, "user%d", i).data);
	for (int i = 0; i < PEOPLE; i++) {
		const struct jsonread_node *body = erasure_fixture_end(f, receipts[i]);
		int64_t finished_ms, by_ms;

		expect_text(jsonread_member_text(body, "state"), "succeeded");
		if (!clock_parse(jsonread_member_text(body, "wordsGoneBy"), &by_ms))
			continue;
		assert_true(clock_parse(jsonread_member_text(body, "finishedAt"), &finished_ms));
		assert_true(by_ms <= finished_ms + SEARCH_UPKEEP_DEADLINE_MS);
		waiting++;
	}
	assert_true(waiting > 0);
	for (int i = 0; i < PEOPLE; i++)
		erasure_fixture_end_whole(f, receipts[i]);
	assert_int_equal(service_client_number(f, "SELECT count(*) FROM erased_words"), 0);
	assert_int_equal(service_client_number(f,
				 "SELECT count(*) FROM review_search_data "
				 "WHERE instr(block, CAST('zeppelin' AS BLOB)) > 0"),
		0);
	search_upkeep_inspect(f->service->search_upkeep);
	assert_in_range(metrics_get(f->service->runtime.metrics, METRIC_SEARCH_LEVELS), 1,
		SEARCH_LEVELS_KEPT + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(many_erasures_share_a_merge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
