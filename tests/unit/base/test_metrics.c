#include "base/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/scratch.h"

static void counters_grow_and_gauges_are_set(void **state)
{
	struct metrics metrics = {0};

	(void)state;
	metrics_add(&metrics, METRIC_LOG_LINES_DROPPED, 2);
	metrics_add(&metrics, METRIC_LOG_LINES_DROPPED, 3);
	metrics_set(&metrics, METRIC_SEARCH_LEVELS, 7);
	metrics_set(&metrics, METRIC_SEARCH_LEVELS, 4);
	assert_int_equal(metrics_get(&metrics, METRIC_LOG_LINES_DROPPED), 5);
	assert_int_equal(metrics_get(&metrics, METRIC_SEARCH_LEVELS), 4);
}

/* Each row of the table is written, and none is cut. */
static void every_metric_is_written(void **state)
{
	struct scratch *s = *state;
	struct metrics metrics = {0};
	struct text rest = metrics_write(&metrics, s->arena);
	size_t lines = 0;

	assert_true(text_starts_with(rest, TEXT("# HELP s2s_log_lines_dropped_total Log lines")));
	for (; rest.length > 0; lines++) {
		size_t end = text_find(rest, '\n');

		assert_true(end < rest.length);
		rest = text_slice(rest, end + 1, rest.length - end - 1);
	}
	assert_int_equal(lines, 3 * METRIC_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_grow_and_gauges_are_set),
		SCRATCH_TEST(every_metric_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
