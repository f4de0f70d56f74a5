#include "api/bucket.h"

#include "base/clock.h"

static int64_t full_level(const struct bucket_rate *rate)
{
	return rate->burst * rate->period_ms;
}

/* No reading is older than its at_ms, so that it can be made without a clock. */
struct bucket bucket_full(const struct bucket_rate *rate)
{
	return (struct bucket){.level = full_level(rate), .at_ms = INT64_MIN};
}

void bucket_fill(struct bucket *bucket, const struct bucket_rate *rate, int64_t monotonic_ms)
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

bool bucket_has_call(const struct bucket *bucket, const struct bucket_rate *rate)
{
	return rate->calls == 0 || bucket->level >= rate->period_ms;
}

void bucket_take(struct bucket *bucket, const struct bucket_rate *rate)
{
	if (rate->calls > 0)
		bucket->level -= rate->period_ms;
}

bool bucket_is_full(const struct bucket *bucket, const struct bucket_rate *rate)
{
	return rate->calls == 0 || bucket->level == full_level(rate);
}

int64_t bucket_calls(const struct bucket *bucket, const struct bucket_rate *rate)
{
	return bucket->level / rate->period_ms;
}

static int64_t seconds_until(
	const struct bucket *bucket, const struct bucket_rate *rate, int64_t level)
{
	int64_t per_s = rate->calls * CLOCK_MS_PER_S;

	return bucket->level < level ? (level - bucket->level + per_s - 1) / per_s : 0;
}

int64_t bucket_call_s(const struct bucket *bucket, const struct bucket_rate *rate)
{
	return seconds_until(bucket, rate, rate->period_ms);
}

int64_t bucket_full_s(const struct bucket *bucket, const struct bucket_rate *rate)
{
	return seconds_until(bucket, rate, full_level(rate));
}
