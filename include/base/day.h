/*
 * day: UTC calendar days, numbered from 1970-01-01, which is day 0. Earlier days are not supported.
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include "base/arena.h"

#define DAY_MS INT64_C(86400000)
#define DAY_PER_WEEK 7

/* Returns the day that contains `time_ms`, a time in epoch milliseconds. */
int64_t day_of(int64_t time_ms);

/* Returns the Monday of the week that contains the day (ISO 8601). For days 0 to 3, the result is
 * negative, because the Monday of this week was in 1969. */
int64_t day_week(int64_t day);

/* Returns the first day of the month that contains the day. */
int64_t day_month(int64_t day);

/* Returns the first day of the month that follows the month of the day. */
int64_t day_next_month(int64_t day);

/* Formats the day in the arena, for example as "2019-03-04". */
struct text day_text(struct arena *arena, int64_t day);

#endif
