#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

#include "support/expect.h"

#define DAY_MS INT64_C(86400000)

/* 2020-02-29T00:00:00Z */
#define LEAP_MS INT64_C(1582934400000)

static void printed_times(void **state)
{
	static const struct {
		int64_t time_ms;
		const char *text;
	} cases[] = {
		{0, "1970-01-01T00:00:00.000Z"},
		{1551729130044, "2019-03-04T19:52:10.044Z"},
		{LEAP_MS, "2020-02-29T00:00:00.000Z"},
		{LEAP_MS + DAY_MS - 1, "2020-02-29T23:59:59.999Z"},
		{-1, "1969-12-31T23:59:59.999Z"},
		{-1000, "1969-12-31T23:59:59.000Z"},
		{253402300799999, "9999-12-31T23:59:59.999Z"},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_text(clock_text(arena, cases[i].time_ms), cases[i].text);
	arena_free(arena);
}

static void good_times(void **state)
{
	static const struct {
		const char *text;
		int64_t time_ms;
	} cases[] = {
		{"1970-01-01", 0},
		{"2020-02-29", LEAP_MS},
		{" 2020-02-29\r\n", LEAP_MS},
		{"2000-02-29", 951782400000},
		{"2020-02-29T00:00", LEAP_MS},
		{"2020-02-29T00:00Z", LEAP_MS},
		{"2020-02-29 00:00:00", LEAP_MS},
		{"2020-02-29t00:00:00z", LEAP_MS},
		{"2019-03-04T19:52:10.044Z", 1551729130044},
		{"2019-03-04T19:52:10.0449999Z", 1551729130044},
		{"2019-03-04T19:52:10,044Z", 1551729130044},
		{"2019-03-04T19:52:10.1", 1551729130100},
		{"2019-03-04T19:52:10.12", 1551729130120},
		{"2019-03-04T19:52:10.999999999Z", 1551729130999},
		{"2020-02-29T05:30:00+05:30", LEAP_MS},
		{"2020-02-29T05:30:00+0530", LEAP_MS},
		{"2020-02-29T05:00+05", LEAP_MS},
		{"2020-02-28T14:30:00-09:30", LEAP_MS},
		{"2020-02-29T14:00:00+14:00", LEAP_MS},
		{"2020-02-29T00:00:00-00:00", LEAP_MS},
		{"2020-02-29T23:59:59.999", LEAP_MS + DAY_MS - 1},
		{"9999-12-31T23:59:59.999Z", 253402300799999},
		/* Examples of RFC 3339 §5.8, and others. */
		{"1990-12-31T23:59:60Z", 662687999999},
		{"1990-12-31T15:59:60-08:00", 662687999999},
		{"1990-12-31T23:59:60.4Z", 662687999999},
		{"1991-01-01T09:29:60+09:30", 662687999999},
		{"2020-02-29T23:59:60", LEAP_MS + DAY_MS - 1},
		{"9999-12-31T23:59:60Z", 253402300799999},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t time_ms = -7;

		assert_true(clock_parse(text_from(cases[i].text), &time_ms));
		assert_true(time_ms == cases[i].time_ms);
	}
}

static void bad_times(void **state)
{
	static const char *const cases[] = {"", "now", "2020", "2020-02", "20-02-29", "2020-2-29",
		"2020/02/29", "20200229", "1969-12-31", "2021-02-29", "1900-02-29", "2020-00-10",
		"2020-13-10", "2020-01-00", "2020-01-32", "2020-04-31", "-020-01-01", "2020--1-01",
		"2020-01-01Z", "2020-01-01T", "2020-01-01T10", "2020-01-01T1:00",
		"2020-01-01T24:00", "2020-01-01T10:60", "2020-01-01T10:00:60",
		"2020-01-31T23:59:61", "2020-01-30T23:59:60Z", "2020-01-31T22:59:60Z",
		"2020-01-31T23:58:60Z", "2020-01-31T23:59:60-01:00", "2020-01-31T24:59:60+01:00",
		"2020-01-01T10:00:", "2020-01-01T10:00:5", "2020-01-01T10:00:00.",
		"2020-01-01T10:00:00.Z", "2020-01-01T10:00:00.0000000001", "2020-01-01T10:00:00 Z",
		"2020-01-01T10:00:00ZZ", "2020-01-01T10:00:00+", "2020-01-01T10:00:00+5",
		"2020-01-01T10:00:00+15:00", "2020-01-01T10:00:00+05:", "2020-01-01T10:00:00+05:60",
		"2020-01-01T10:00:00+05:3", "2020-01-01T10:00:00+05:30x", "2020-01-01T10:00:00-",
		"2020-01-01T-1:00", "1970-01-01T00:59:59+01:00", "9999-12-31T23:59:59-00:01",
		"2020-01-01T10:00\xc2\xa0", "1577836800000", "2020-01-0a"};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t time_ms = -7;

		if (clock_parse(text_from(cases[i]), &time_ms))
			fail_msg("%s is taken", cases[i]);
		assert_int_equal(time_ms, -7);
	}
	assert_false(clock_parse(TEXT_NONE, &(int64_t){0}));
}

static void formatted_times_round_trip(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (int64_t time_ms = 0; time_ms < INT64_C(253402300800000);
		time_ms += 97 * DAY_MS + 12345678) {
		int64_t again = -1;

		assert_true(clock_parse(clock_text(arena, time_ms), &again));
		assert_true(again == time_ms);
	}
	arena_free(arena);
}

static void http_dates(void **state)
{
	static const struct {
		const char *text;
		int64_t time_ms;
	} cases[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777000},
		{"Xyz, 06 Nov 1994 08:49:37 GMT", 784111777000},
		{"Thu, 01 Jan 1970 00:00:00 GMT", 0},
		{"Sat, 29 Feb 2020 00:00:00 GMT", LEAP_MS},
		{"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799000},
		{"Mon, 31 Dec 1990 23:59:60 GMT", 662687999999},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t time_ms = -7;

		assert_true(clock_parse_http(text_from(cases[i].text), &time_ms));
		assert_true(time_ms == cases[i].time_ms);
	}
}

static void every_month_of_http(void **state)
{
	static const char *const names[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct arena *arena = arena_new();

	(void)state;
	for (int month = 1; month <= 12; month++) {
		int64_t http_ms = -7, iso_ms = -8;

		assert_true(clock_parse_http(
			arena_printf(arena, "Mon, 17 %s 2021 01:02:03 GMT", names[month - 1]),
			&http_ms));
		assert_true(
			clock_parse(arena_printf(arena, "2021-%02d-17T01:02:03Z", month), &iso_ms));
		assert_true(http_ms == iso_ms);
	}
	arena_free(arena);
}

/* Including the obsolete forms of RFC 9110. */
static void bad_http_dates(void **state)
{
	static const struct text cases[] = {{NULL, 0}, TEXT_INIT(""), TEXT_INIT("now"),
		TEXT_INIT("Sunday, 06-Nov-94 08:49:37 GMT"), TEXT_INIT("Sun Nov  6 08:49:37 1994"),
		TEXT_INIT("1994-11-06T08:49:37Z"), TEXT_INIT("Sun, 06 Nov 1994 08:49:37 UTC"),
		TEXT_INIT("Sun, 06 Nov 1994 08:49:37 gmt"),
		TEXT_INIT("Sun, 06 nov 1994 08:49:37 GMT"),
		TEXT_INIT("Sun, 06 Nox 1994 08:49:37 GMT"),
		TEXT_INIT("Sun, 06-Nov 1994 08:49:37 GMT"),
		TEXT_INIT("Sun, 06 Nov-1994 08:49:37 GMT"),
		TEXT_INIT("Sun, 06 Nov 1994T08:49:37 GMT"),
		TEXT_INIT("Sun; 06 Nov 1994 08:49:37 GMT"),
		TEXT_INIT("Sun, 06 Nov 1994 08:49:37 GMT "),
		TEXT_INIT(" Sun, 06 Nov 1994 08:49:37 GMT"),
		TEXT_INIT("Sun, 6 Nov 1994 08:49:37 GMT"),
		TEXT_INIT("Sun,  6 Nov 1994 08:49:37 GMT"),
		TEXT_INIT("Sun, 00 Nov 1994 08:49:37 GMT"),
		TEXT_INIT("Sun, 31 Nov 1994 08:49:37 GMT"),
		TEXT_INIT("Mon, 29 Feb 2021 08:49:37 GMT"),
		TEXT_INIT("Wed, 31 Dec 1969 23:59:59 GMT"),
		TEXT_INIT("Sun, 06 Nov 1994 24:00:00 GMT"),
		TEXT_INIT("Sun, 06 Nov 1994 08:60:37 GMT"),
		TEXT_INIT("Sun, 06 Nov 1994 08:49:60 GMT"),
		TEXT_INIT("Sun, 06 Nov 1994 08.49.37 GMT"),
		TEXT_INIT("Sun, 06 Nov 1994 08:49:3  GMT"),
		TEXT_INIT("Sun, 06 Nov 1994 08:49+01 GMT"),
		TEXT_INIT("Sun, 06 Nov 1994 08:49Z\0\0 GMT"),
		TEXT_INIT("Sun, 06 Nov 1994 08:49\0\0\0 GMT"),
		TEXT_INIT("Sun, 06 Nov -994 08:49:37 GMT")};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t time_ms = -7;

		if (clock_parse_http(cases[i], &time_ms))
			fail_msg("case %zu is taken", i);
		assert_int_equal(time_ms, -7);
	}
}

static int64_t stopped_now_ms(const struct clock *clock)
{
	(void)clock;
	return 1234;
}

static void clocks(void **state)
{
	static const struct clock stopped = {stopped_now_ms};
	int64_t before = (int64_t)time(NULL) * 1000, now = clock_now_ms(&clock_system);
	int64_t monotonic = clock_monotonic_ms();

	(void)state;
	assert_int_equal(clock_now_ms(&stopped), 1234);
	assert_true(now >= before && now < before + 60000);
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	assert_in_range(clock_monotonic_ms() - monotonic, 20, 60000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printed_times),
		cmocka_unit_test(good_times),
		cmocka_unit_test(bad_times),
		cmocka_unit_test(formatted_times_round_trip),
		cmocka_unit_test(http_dates),
		cmocka_unit_test(every_month_of_http),
		cmocka_unit_test(bad_http_dates),
		cmocka_unit_test(clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
