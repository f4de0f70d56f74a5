#include "base/day.h"

#include <time.h>

#include "base/clock.h"

#define DAY_S (DAY_MS / CLOCK_MS_PER_S)
#define DATE_BYTES 10

/* 1970-01-01 was a Thursday. */
#define THURSDAY 3

int64_t day_of(int64_t time_ms)
{
	return time_ms / DAY_MS;
}

int64_t day_week(int64_t day)
{
	return day - (day + THURSDAY) % DAY_PER_WEEK;
}

/* Returns the first day of the month `months` after the day's month. */
static int64_t month_after(int64_t day, int months)
{
	time_t seconds = day * DAY_S;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	tm.tm_mday = 1;
	tm.tm_mon += months;
	return timegm(&tm) / DAY_S;
}

int64_t day_month(int64_t day)
{
	return month_after(day, 0);
}

int64_t day_next_month(int64_t day)
{
	return month_after(day, 1);
}

struct text day_text(struct arena *arena, int64_t day)
{
	return arena_text(arena, text_slice(clock_text(arena, day * DAY_MS), 0, DATE_BYTES));
}
