/*
 * clock: wall time and monotonic time in milliseconds, and their text form (RFC 3339).
 *
 * The wall clock is a value that is passed around, so a test can set it.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"

#define CLOCK_MS_PER_S INT64_C(1000)

struct clock {
	int64_t (*now_ms)(const struct clock *clock); /* since 1970-01-01T00:00:00Z */
};

/* The machine's clock. */
extern const struct clock clock_system;

/* What clock_monotonic_ms() says, for who counts time and is to be told which. */
extern const struct clock clock_monotonic;

int64_t clock_now_ms(const struct clock *clock);

/* Never goes back; only differences mean anything. */
int64_t clock_monotonic_ms(void);

/* "2019-03-04T19:52:10.044Z", in the arena, or in the given bytes. Years 1970 to 9999. */
#define CLOCK_TEXT_BYTES 24
struct text clock_text(struct arena *arena, int64_t time_ms);
struct text clock_format(int64_t time_ms, char bytes[CLOCK_TEXT_BYTES]);

/* Reads an ISO 8601 date, or date and time, with up to nine digits of fraction (kept to the
 * millisecond) and an offset; without an offset it is UTC. Years 1970 to 9999. A leap second (RFC
 * 3339 §5.7: 23:59:60 UTC on the last day of a month) is read as the last millisecond before it. */
bool clock_parse(struct text t, int64_t *ret_time_ms);

/* Reads the IMF-fixdate of HTTP headers (RFC 9110 §5.6.7), "Sun, 06 Nov 1994 08:49:37 GMT"; the
 * name of the day is not looked at. */
bool clock_parse_http(struct text t, int64_t *ret_time_ms);

#endif
