/*
 * clock: wall time and monotonic time in milliseconds, and their text form (RFC 3339).
 *
 * The wall clock is passed as a `struct clock`, so that tests can set the time.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"

#define CLOCK_MS_PER_S INT64_C(1000)

struct clock {
	int64_t (*now_ms)(const struct clock *clock); /* since 1970-01-01T00:00:00Z */
};

/* CLOCK_REALTIME. */
extern const struct clock clock_system;

/* clock_monotonic_ms() as a struct clock, for code that takes its clock as a parameter. */
extern const struct clock clock_monotonic;

int64_t clock_now_ms(const struct clock *clock);

/* Never goes backwards. Only differences between two readings are meaningful. */
int64_t clock_monotonic_ms(void);

/* Formats a time as "2019-03-04T19:52:10.044Z", in the arena or in `bytes`, without a NUL byte
 * there. Years 1970 to 9999. */
#define CLOCK_TEXT_BYTES 24
struct text clock_text(struct arena *arena, int64_t time_ms);
struct text clock_format(int64_t time_ms, char bytes[CLOCK_TEXT_BYTES]);

/* Parses an ISO 8601 date, optionally with a time and an offset; without an offset the time is UTC.
 * A fraction may have up to nine digits and is truncated to milliseconds. Years 1970 to 9999. A
 * leap second (RFC 3339 §5.7: 23:59:60 UTC on the last day of a month) becomes the last millisecond
 * before it. Returns false if the text is malformed or out of range. */
bool clock_parse(struct text t, int64_t *ret_time_ms);

/* Parses the IMF-fixdate of HTTP headers (RFC 9110 §5.6.7), "Sun, 06 Nov 1994 08:49:37 GMT". The
 * name of the day is ignored. */
bool clock_parse_http(struct text t, int64_t *ret_time_ms);

#endif
