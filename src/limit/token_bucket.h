/*
 * token_bucket: allows a burst of events, such as requests, and then events at a steady rate. Each
 * event takes a token from the bucket.
 *
 * The module uses integer arithmetic. Rounding errors do not accumulate. Nothing overflows if the
 * rate is within its bounds. If a clock reading is older than an earlier clock reading, the bucket
 * gains no tokens. Not thread-safe.
 */
#ifndef LIMIT_TOKEN_BUCKET_PRIVATE_H
#define LIMIT_TOKEN_BUCKET_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

/* A bucket gains `calls` tokens every `period_ms` milliseconds, until it contains `burst` tokens.
 * If `calls` is 0, there is no limit, and the bucket always contains a token. */
struct token_bucket_rate {
	int64_t calls; /* 0 to 1,000,000 */
	int64_t period_ms; /* 1 to 60,000 */
	int64_t burst; /* 1 to 1,000,000 */
};

struct token_bucket {
	int64_t level; /* number of tokens in the bucket, times period_ms; each millisecond adds
			  rate->calls */
	int64_t at_ms; /* the latest clock reading, to which `level` applies */
};

/* Returns a full bucket. */
struct token_bucket token_bucket_full(const struct token_bucket_rate *rate);

/* Adds the tokens that the bucket has gained until `monotonic_ms`. */
void token_bucket_fill(
	struct token_bucket *bucket, const struct token_bucket_rate *rate, int64_t monotonic_ms);

/* Returns true if the bucket contains at least one token, or if there is no limit. */
bool token_bucket_has_call(const struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Takes a token from the bucket. token_bucket_has_call() must have returned true. */
void token_bucket_take(struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Returns true if the bucket is full, or if there is no limit. */
bool token_bucket_is_full(const struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Returns the number of whole tokens in the bucket. Do not call this function if there is no
 * limit. */
int64_t token_bucket_calls(const struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Returns the time in seconds, rounded up, until the bucket contains at least one token. Do not
 * call this function if there is no limit. */
int64_t token_bucket_call_s(
	const struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Returns the time in seconds, rounded up, until the bucket is full. Do not call this function if
 * there is no limit. */
int64_t token_bucket_full_s(
	const struct token_bucket *bucket, const struct token_bucket_rate *rate);

#endif
