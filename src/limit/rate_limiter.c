#include "limit/rate_limiter.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "limit/token_bucket.h"

#define CAPACITY_MIN 64
#define GUID_WORDS (sizeof(struct guid) / sizeof(uint32_t))

struct entry {
	uint32_t hash;
	uint32_t next; /* next entry of the chain: index + 1, or 0 at the end */
	struct rate_limiter_usage usage;
	struct token_bucket bucket;
};

/* The entries are one array, so that a drain, which holds the lock, reads memory sequentially. */
struct rate_limiter {
	pthread_mutex_t lock;
	struct token_bucket_rate own_rate, all_rate;
	struct token_bucket all;
	uint64_t secrets[GUID_WORDS + 1]; /* factors of the hash function */
	struct entry *entries;
	uint32_t *chains; /* `capacity` chains; first entry of each: index + 1, or 0 */
	size_t count, capacity; /* of `entries`; capacity is a power of two */
};

/* Both buckets after a call. */
struct levels {
	struct token_bucket own, all;
};

static void link_all(struct rate_limiter *limiter)
{
	memset(limiter->chains, 0, limiter->capacity * sizeof(*limiter->chains));
	for (size_t i = 0; i < limiter->count; i++) {
		struct entry *entry = &limiter->entries[i];
		uint32_t *chain = &limiter->chains[entry->hash & (limiter->capacity - 1)];

		entry->next = *chain;
		*chain = (uint32_t)i + 1;
	}
}

static void set_capacity(struct rate_limiter *limiter, size_t capacity)
{
	free(limiter->chains);
	limiter->chains = calloc(capacity, sizeof(*limiter->chains));
	limiter->entries = reallocarray(limiter->entries, capacity, sizeof(*limiter->entries));
	if (limiter->chains == NULL || limiter->entries == NULL)
		abort();
	limiter->capacity = capacity;
	link_all(limiter);
}

static void set_rates(struct rate_limiter *limiter, const struct rate_limiter_options *options)
{
	limiter->own_rate =
		(struct token_bucket_rate){options->calls_per_s, CLOCK_MS_PER_S, options->burst};
	limiter->all_rate = (struct token_bucket_rate){
		options->all_calls_per_s, CLOCK_MS_PER_S, options->all_burst};
	limiter->all = token_bucket_full(&limiter->all_rate);
}

struct rate_limiter *rate_limiter_new(const struct rate_limiter_options *options)
{
	struct rate_limiter *limiter = calloc(1, sizeof(*limiter));

	if (limiter == NULL)
		abort();
	pthread_mutex_init(&limiter->lock, NULL);
	set_rates(limiter, options);
	hash_random(limiter->secrets, sizeof(limiter->secrets));
	set_capacity(limiter, CAPACITY_MIN);
	return limiter;
}

static bool has_rates(
	const struct rate_limiter *limiter, const struct rate_limiter_options *options)
{
	return limiter->own_rate.calls == options->calls_per_s &&
		limiter->own_rate.burst == options->burst &&
		limiter->all_rate.calls == options->all_calls_per_s &&
		limiter->all_rate.burst == options->all_burst;
}

void rate_limiter_set_limits(
	struct rate_limiter *limiter, const struct rate_limiter_options *options)
{
	pthread_mutex_lock(&limiter->lock);
	if (!has_rates(limiter, options)) {
		set_rates(limiter, options);
		for (size_t i = 0; i < limiter->count; i++)
			limiter->entries[i].bucket = token_bucket_full(&limiter->own_rate);
	}
	pthread_mutex_unlock(&limiter->lock);
}

void rate_limiter_free(struct rate_limiter *limiter)
{
	if (limiter == NULL)
		return;
	free(limiter->entries);
	free(limiter->chains);
	pthread_mutex_destroy(&limiter->lock);
	free(limiter);
}

/* Multiply-shift over the words of the id, with secret factors. Any two ids have the same hash with
 * a probability of 2^-32, even if an attacker chose them (Thorup, "High Speed Hashing for Integers
 * and Strings", strong universality of vectors). Chains stay short without a cryptographic hash. */
static uint32_t hash_of(const struct rate_limiter *limiter, const struct guid *caller)
{
	uint32_t words[GUID_WORDS];
	uint64_t sum = limiter->secrets[GUID_WORDS];

	memcpy(words, caller, sizeof(words));
	for (size_t i = 0; i < GUID_WORDS; i++)
		sum += limiter->secrets[i] * words[i];
	return (uint32_t)(sum >> 32);
}

static struct entry *find(
	const struct rate_limiter *limiter, const struct guid *caller, uint32_t hash)
{
	uint32_t at = limiter->chains[hash & (limiter->capacity - 1)];

	while (at != 0 && !guid_equal(limiter->entries[at - 1].usage.caller, *caller))
		at = limiter->entries[at - 1].next;
	return at != 0 ? &limiter->entries[at - 1] : NULL;
}

/* Returns the caller's entry, and adds it if it is missing. Valid until another entry is added. */
static struct entry *get(struct rate_limiter *limiter, const struct guid *caller, uint32_t hash)
{
	struct entry *entry = find(limiter, caller, hash);
	uint32_t *chain;

	if (entry != NULL)
		return entry;
	if (limiter->count == limiter->capacity)
		set_capacity(limiter, 2 * limiter->capacity);
	chain = &limiter->chains[hash & (limiter->capacity - 1)];
	entry = &limiter->entries[limiter->count++];
	*entry = (struct entry){
		.hash = hash,
		.next = *chain,
		.usage.caller = *caller,
		.bucket = token_bucket_full(&limiter->own_rate),
	};
	*chain = (uint32_t)limiter->count;
	return entry;
}

static void count_calls(struct rate_limiter_usage *usage, int64_t calls, int64_t last_used_ms)
{
	usage->calls += calls;
	if (last_used_ms > usage->last_used_ms)
		usage->last_used_ms = last_used_ms;
}

/* Takes a call from both buckets, or from neither if either is empty. The caller has the lock. */
static bool take(
	struct rate_limiter *limiter, struct entry *entry, int64_t monotonic_ms, int64_t now_ms)
{
	token_bucket_fill(&entry->bucket, &limiter->own_rate, monotonic_ms);
	token_bucket_fill(&limiter->all, &limiter->all_rate, monotonic_ms);
	if (!token_bucket_has_call(&entry->bucket, &limiter->own_rate) ||
		!token_bucket_has_call(&limiter->all, &limiter->all_rate))
		return false;
	token_bucket_take(&entry->bucket, &limiter->own_rate);
	token_bucket_take(&limiter->all, &limiter->all_rate);
	count_calls(&entry->usage, 1, now_ms);
	return true;
}

static bool all_is_tighter(const struct rate_limiter *limiter, const struct levels *levels)
{
	if (limiter->own_rate.calls == 0 || limiter->all_rate.calls == 0)
		return limiter->own_rate.calls == 0;
	return token_bucket_calls(&levels->all, &limiter->all_rate) <
		token_bucket_calls(&levels->own, &limiter->own_rate);
}

static struct rate_limiter_decision decide(
	const struct rate_limiter *limiter, const struct levels *levels, bool allowed)
{
	bool all = all_is_tighter(limiter, levels);
	const struct token_bucket *bucket = all ? &levels->all : &levels->own;
	const struct token_bucket_rate *rate = all ? &limiter->all_rate : &limiter->own_rate;

	if (rate->calls == 0)
		return (struct rate_limiter_decision){.allowed = allowed};
	return (struct rate_limiter_decision){
		.allowed = allowed,
		.limited = true,
		.limit = rate->burst,
		.remaining = token_bucket_calls(bucket, rate),
		.reset_s = token_bucket_full_s(bucket, rate),
		.retry_after_s = allowed ? 0 : token_bucket_call_s(bucket, rate),
	};
}

void rate_limiter_take(struct rate_limiter *limiter, struct guid caller, int64_t monotonic_ms,
	int64_t now_ms, struct rate_limiter_decision *ret_decision)
{
	uint32_t hash = hash_of(limiter, &caller);
	struct entry *entry;
	struct levels levels;
	bool allowed;

	pthread_mutex_lock(&limiter->lock);
	entry = get(limiter, &caller, hash);
	allowed = take(limiter, entry, monotonic_ms, now_ms);
	levels = (struct levels){entry->bucket, limiter->all};
	pthread_mutex_unlock(&limiter->lock);
	*ret_decision = decide(limiter, &levels, allowed);
}

struct rate_limiter_usage rate_limiter_peek(struct rate_limiter *limiter, struct guid caller)
{
	struct rate_limiter_usage usage = {.caller = caller};
	const struct entry *entry;

	pthread_mutex_lock(&limiter->lock);
	entry = find(limiter, &caller, hash_of(limiter, &caller));
	if (entry != NULL)
		usage = entry->usage;
	pthread_mutex_unlock(&limiter->lock);
	return usage;
}

void rate_limiter_add_to(
	struct rate_limiter *limiter, struct guid caller, int64_t *calls, int64_t *last_used_ms)
{
	struct rate_limiter_usage usage = rate_limiter_peek(limiter, caller);

	*calls += usage.calls;
	if (usage.last_used_ms > *last_used_ms)
		*last_used_ms = usage.last_used_ms;
}

/* Moves all usage to `rows`. Returns the number of rows. */
static size_t take_usage(struct rate_limiter *limiter, struct rate_limiter_usage *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < limiter->count; i++) {
		struct rate_limiter_usage *usage = &limiter->entries[i].usage;

		if (usage->calls > 0)
			rows[count++] = *usage;
		*usage = (struct rate_limiter_usage){.caller = usage->caller};
	}
	return count;
}

/* Drops entries without calls whose bucket is full. Shrinks the table when it is a quarter full
 * rather than half full, so that a few callers that come and go do not resize it at each drain. */
static void forget(struct rate_limiter *limiter, int64_t monotonic_ms)
{
	size_t kept = 0, capacity = limiter->capacity;

	for (size_t i = 0; i < limiter->count; i++) {
		struct entry *entry = &limiter->entries[i];

		token_bucket_fill(&entry->bucket, &limiter->own_rate, monotonic_ms);
		if (entry->usage.calls > 0 ||
			!token_bucket_is_full(&entry->bucket, &limiter->own_rate))
			limiter->entries[kept++] = *entry;
	}
	if (kept == limiter->count)
		return;
	limiter->count = kept;
	while (capacity > CAPACITY_MIN && kept <= capacity / 4)
		capacity /= 2;
	if (capacity != limiter->capacity)
		set_capacity(limiter, capacity);
	else
		link_all(limiter);
}

size_t rate_limiter_drain(struct rate_limiter *limiter, struct arena *arena, int64_t monotonic_ms,
	struct rate_limiter_usage **ret_rows)
{
	struct rate_limiter_usage *rows;
	size_t count;

	pthread_mutex_lock(&limiter->lock);
	forget(limiter, monotonic_ms);
	rows = arena_array(arena, limiter->count, sizeof(*rows));
	count = take_usage(limiter, rows);
	pthread_mutex_unlock(&limiter->lock);
	*ret_rows = rows;
	return count;
}

void rate_limiter_restore(
	struct rate_limiter *limiter, const struct rate_limiter_usage *rows, size_t count)
{
	pthread_mutex_lock(&limiter->lock);
	for (size_t i = 0; i < count; i++) {
		struct entry *entry =
			get(limiter, &rows[i].caller, hash_of(limiter, &rows[i].caller));

		count_calls(&entry->usage, rows[i].calls, rows[i].last_used_ms);
	}
	pthread_mutex_unlock(&limiter->lock);
}

size_t rate_limiter_count(struct rate_limiter *limiter)
{
	size_t count;

	pthread_mutex_lock(&limiter->lock);
	count = limiter->count;
	pthread_mutex_unlock(&limiter->lock);
	return count;
}
