/*
 * bucket: a token bucket in whole numbers: so many calls at once, and further ones at a rate.
 *
 * Promises: nothing is rounded, however often the bucket is looked at; no time and no rate within
 * the bounds overflows; a clock reading older than the last adds nothing. Not thread-safe.
 */
#ifndef API_BUCKET_PRIVATE_H
#define API_BUCKET_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

/* `calls` come back each `period_ms`. Where `calls` is 0 there is no limit, and a bucket of that
 * rate has always a call. */
struct bucket_rate {
	int64_t calls; /* 0 to 1,000,000 */
	int64_t period_ms; /* 1 to 60,000 */
	int64_t burst; /* 1 to 1,000,000: a full bucket */
};

struct bucket {
	int64_t level; /* in period_ms-ths of a call: then each ms adds `calls`, a whole number */
	int64_t at_ms; /* when it was that; the latest reading seen */
};

struct bucket bucket_full(const struct bucket_rate *rate);

/* Adds what has come back by `monotonic_ms`. */
void bucket_fill(struct bucket *bucket, const struct bucket_rate *rate, int64_t monotonic_ms);

bool bucket_has_call(const struct bucket *bucket, const struct bucket_rate *rate);

/* Takes a call that is there. */
void bucket_take(struct bucket *bucket, const struct bucket_rate *rate);

bool bucket_is_full(const struct bucket *bucket, const struct bucket_rate *rate);

/* Of a rate that has a limit: whole calls that are there; seconds, rounded up, until there is one
 * (0: there is); seconds, rounded up, until the bucket is full. */
int64_t bucket_calls(const struct bucket *bucket, const struct bucket_rate *rate);
int64_t bucket_call_s(const struct bucket *bucket, const struct bucket_rate *rate);
int64_t bucket_full_s(const struct bucket *bucket, const struct bucket_rate *rate);

#endif
