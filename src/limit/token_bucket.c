#include "limit/token_bucket.h"

#include "base/clock.h"

static int64_t full_level(const struct token_bucket_rate *rate)
{
	return rate->burst * rate->period_ms;
}

/* Sets at_ms to the minimum, so that the first reading is always newer. Needs no clock. */
struct token_bucket token_bucket_full(const struct token_bucket_rate *rate)
{
	return (struct token_bucket){.level = full_level(rate), .at_ms = INT64_MIN};
}

void token_bucket_fill(
	struct token_bucket *bucket, const struct token_bucket_rate *rate, int64_t monotonic_ms)
{
	uint64_t full = (uint64_t)full_level(rate), level, elapsed_ms;

	if (monotonic_ms <= bucket->at_ms)
		return;
	elapsed_ms = (uint64_t)monotonic_ms - (uint64_t)bucket->at_ms;
	bucket->at_ms = monotonic_ms;
	if (elapsed_ms > full)
		elapsed_ms = full; /* fills any bucket, and keeps the product below 2^56 */
	level = (uint64_t)bucket->level + elapsed_ms * (uint64_t)rate->calls;
	bucket->level = (int64_t)(level < full ? level : full);
}

bool token_bucket_has_call(const struct token_bucket *bucket, const struct token_bucket_rate *rate)
{
	return rate->calls == 0 || bucket->level >= rate->period_ms;
}

void token_bucket_take(struct token_bucket *bucket, const struct token_bucket_rate *rate)
{
	if (rate->calls > 0)
		bucket->level -= rate->period_ms;
}

bool token_bucket_is_full(const struct token_bucket *bucket, const struct token_bucket_rate *rate)
{
	return rate->calls == 0 || bucket->level == full_level(rate);
}

int64_t token_bucket_calls(const struct token_bucket *bucket, const struct token_bucket_rate *rate)
{
	return bucket->level / rate->period_ms;
}

static int64_t seconds_until(
	const struct token_bucket *bucket, const struct token_bucket_rate *rate, int64_t level)
{
	int64_t per_s = rate->calls * CLOCK_MS_PER_S;

	return bucket->level < level ? (level - bucket->level + per_s - 1) / per_s : 0;
}

int64_t token_bucket_call_s(const struct token_bucket *bucket, const struct token_bucket_rate *rate)
{
	return seconds_until(bucket, rate, rate->period_ms);
}

int64_t token_bucket_full_s(const struct token_bucket *bucket, const struct token_bucket_rate *rate)
{
	return seconds_until(bucket, rate, full_level(rate));
}
