/*
 * token_bucket: a token bucket in integer arithmetic: a burst of calls, then calls at a rate.
 *
 * No rounding error accumulates, and no time and no rate within the bounds overflows. A clock
 * reading older than the last one adds nothing. Not thread-safe.
 */
#ifndef LIMIT_TOKEN_BUCKET_PRIVATE_H
#define LIMIT_TOKEN_BUCKET_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

/* The bucket gains `calls` every `period_ms`. 0 calls mean no limit: the bucket never runs empty.
 */
struct token_bucket_rate {
	int64_t calls; /* 0 to 1,000,000 */
	int64_t period_ms; /* 1 to 60,000 */
	int64_t burst; /* 1 to 1,000,000: a full bucket */
};

struct token_bucket {
	int64_t level; /* in calls times period_ms, so that each millisecond adds exactly `calls` */
	int64_t at_ms; /* time of the level: the latest clock reading */
};

/* Returns a full bucket. */
struct token_bucket token_bucket_full(const struct token_bucket_rate *rate);

/* Adds the calls gained until `monotonic_ms`. */
void token_bucket_fill(
	struct token_bucket *bucket, const struct token_bucket_rate *rate, int64_t monotonic_ms);

bool token_bucket_has_call(const struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Takes one call. token_bucket_has_call() must be true. */
void token_bucket_take(struct token_bucket *bucket, const struct token_bucket_rate *rate);

bool token_bucket_is_full(const struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Returns the number of whole calls. This function and the next two need a rate with a limit. */
int64_t token_bucket_calls(const struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Return the seconds, rounded up, until the bucket has one call, and until it is full. */
int64_t token_bucket_call_s(
	const struct token_bucket *bucket, const struct token_bucket_rate *rate);
int64_t token_bucket_full_s(
	const struct token_bucket *bucket, const struct token_bucket_rate *rate);

#endif
