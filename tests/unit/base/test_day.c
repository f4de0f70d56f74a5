#include "base/day.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/clock.h"
#include "support/expect.h"

static int64_t day_at(const char *date)
{
	int64_t time_ms = -1;

	assert_true(clock_parse(text_from(date), &time_ms));
	return day_of(time_ms);
}

static void weeks_start_on_mondays_and_months_on_their_first_day(void **state)
{
	static const struct {
		const char *time, *day, *week, *month, *next;
	} cases[] = {
		{"1970-01-01", "1970-01-01", "1969-12-29", "1970-01-01", "1970-02-01"},
		{"1970-01-05T00:00:00Z", "1970-01-05", "1970-01-05", "1970-01-01", "1970-02-01"},
		{"2020-02-29T23:59:59.999Z", "2020-02-29", "2020-02-24", "2020-02-01",
			"2020-03-01"},
		{"2020-03-01T00:59:59+01:00", "2020-02-29", "2020-02-24", "2020-02-01",
			"2020-03-01"},
		{"2021-01-03", "2021-01-03", "2020-12-28", "2021-01-01", "2021-02-01"},
		{"2021-12-31", "2021-12-31", "2021-12-27", "2021-12-01", "2022-01-01"},
		{"9999-11-30", "9999-11-30", "9999-11-29", "9999-11-01", "9999-12-01"},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t day = day_at(cases[i].time);

		expect_text(day_text(arena, day), cases[i].day);
		expect_text(day_text(arena, day_week(day)), cases[i].week);
		expect_text(day_text(arena, day_month(day)), cases[i].month);
		expect_text(day_text(arena, day_next_month(day)), cases[i].next);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weeks_start_on_mondays_and_months_on_their_first_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
