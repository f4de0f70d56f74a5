/*
 * day: UTC calendar days, counted from 1970-01-01. Earlier days are not supported.
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include "base/arena.h"

#define DAY_MS INT64_C(86400000)
#define DAY_PER_WEEK 7

/* Returns the day that contains the time, in epoch milliseconds. */
int64_t day_of(int64_t time_ms);

/* Returns the Monday of the day's week (ISO 8601). The first week's Monday is negative. */
int64_t day_week(int64_t day);

/* Return the first day of the day's month, and of the next month. */
int64_t day_month(int64_t day);
int64_t day_next_month(int64_t day);

/* Formats the day as "2019-03-04", in the arena. */
struct text day_text(struct arena *arena, int64_t day);

#endif
