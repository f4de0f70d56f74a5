/*
 * token_bucket: a token bucket in whole numbers: so many calls at once, and further ones at a rate.
 *
 * Promises: nothing is rounded, however often the bucket is looked at; no time and no rate within
 * the bounds overflows; a clock reading older than the last adds nothing. Not thread-safe.
 */
#ifndef LIMIT_TOKEN_BUCKET_PRIVATE_H
#define LIMIT_TOKEN_BUCKET_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

/* `calls` come back each `period_ms`. Where `calls` is 0 there is no limit, and a bucket of that
 * rate has always a call. */
struct token_bucket_rate {
	int64_t calls; /* 0 to 1,000,000 */
	int64_t period_ms; /* 1 to 60,000 */
	int64_t burst; /* 1 to 1,000,000: a full bucket */
};

struct token_bucket {
	int64_t level; /* in period_ms-ths of a call: then each ms adds `calls`, a whole number */
	int64_t at_ms; /* when it was that; the latest reading seen */
};

struct token_bucket token_bucket_full(const struct token_bucket_rate *rate);

/* Adds what has come back by `monotonic_ms`. */
void token_bucket_fill(
	struct token_bucket *bucket, const struct token_bucket_rate *rate, int64_t monotonic_ms);

bool token_bucket_has_call(const struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Takes a call that is there. */
void token_bucket_take(struct token_bucket *bucket, const struct token_bucket_rate *rate);

bool token_bucket_is_full(const struct token_bucket *bucket, const struct token_bucket_rate *rate);

/* Of a rate that has a limit: whole calls that are there; seconds, rounded up, until there is one
 * (0: there is); seconds, rounded up, until the bucket is full. */
int64_t token_bucket_calls(const struct token_bucket *bucket, const struct token_bucket_rate *rate);
int64_t token_bucket_call_s(
	const struct token_bucket *bucket, const struct token_bucket_rate *rate);
int64_t token_bucket_full_s(
	const struct token_bucket *bucket, const struct token_bucket_rate *rate);

#endif
