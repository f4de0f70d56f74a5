/*
 * day: calendar days in UTC, as days since 1970-01-01; never before it.
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include "base/arena.h"

#define DAY_MS INT64_C(86400000)
#define DAY_PER_WEEK 7

/* The day of epoch milliseconds. */
int64_t day_of(int64_t time_ms);

/* The Monday that the day's week begins with (ISO 8601); that of the first days is below 0. */
int64_t day_week(int64_t day);

/* The first day of the day's month, and of the month behind it. */
int64_t day_month(int64_t day);
int64_t day_next_month(int64_t day);

/* "2019-03-04", in the arena. */
struct text day_text(struct arena *arena, int64_t day);

#endif
