/*
 * clock: wall time and monotonic time in milliseconds, and their text form (RFC 3339).
 *
 * Functions that need the wall time take a `struct clock`, so that tests can set the time.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"

#define CLOCK_MS_PER_S INT64_C(1000)

struct clock {
	int64_t (*now_ms)(const struct clock *clock); /* milliseconds since 1970-01-01T00:00:00Z */
};

/* The wall clock of the system (CLOCK_REALTIME). */
extern const struct clock clock_system;

/* Returns clock_monotonic_ms(), for functions that take a `struct clock` as a parameter. */
extern const struct clock clock_monotonic;

int64_t clock_now_ms(const struct clock *clock);

/* Returns a time that never goes backwards. Only the difference between two results is meaningful.
 */
int64_t clock_monotonic_ms(void);

#define CLOCK_TEXT_BYTES 24

/* Formats a time in the arena, for example as "2019-03-04T19:52:10.044Z". The year must be from
 * 1970 to 9999. */
struct text clock_text(struct arena *arena, int64_t time_ms);

/* Like clock_text(), but formats the time in `bytes`, without a NUL byte. */
struct text clock_format(int64_t time_ms, char bytes[CLOCK_TEXT_BYTES]);

/* Parses an ISO 8601 date, optionally with a time and a UTC offset. Without an offset, the time is
 * UTC. A fraction of a second may have up to nine digits and is truncated to milliseconds. A leap
 * second (RFC 3339 §5.7: 23:59:60 UTC on the last day of a month) is stored as the millisecond
 * before the leap second. Returns false if the text is malformed or the year is not from 1970 to
 * 9999. */
bool clock_parse(struct text t, int64_t *ret_time_ms);

/* Parses a time in the IMF-fixdate format of HTTP headers (RFC 9110 §5.6.7), such as "Sun, 06 Nov
 * 1994 08:49:37 GMT". Ignores the name of the day. Returns false if the text is malformed or the
 * year is not from 1970 to 9999. */
bool clock_parse_http(struct text t, int64_t *ret_time_ms);

#endif
