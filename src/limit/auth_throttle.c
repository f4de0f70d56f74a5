#include "limit/auth_throttle.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "limit/token_bucket.h"

#define IPV6_PREFIX_BYTES 8
#define IPV4_MAPPED_BYTES 12 /* before the IPv4 address (RFC 4291 §2.5.5.2) */

struct entry {
	uint64_t key;
	uint64_t last_use; /* value of `uses` at the last refusal; unique */
	struct token_bucket bucket;
	int64_t suppressed;
};

struct auth_throttle {
	struct token_bucket_rate rate;
	pthread_mutex_t lock;
	struct token_bucket all; /* audit events of all addresses */
	int64_t uncounted; /* refusals that no audit event counts, now or later */
	uint64_t uses;
	size_t count;
	struct entry entries[AUTH_THROTTLE_ADDRESSES_MAX];
};

static const struct token_bucket_rate all_rate = {
	.calls = 1, .period_ms = AUTH_THROTTLE_ALL_PERIOD_MS, .burst = AUTH_THROTTLE_ALL_BURST};

struct auth_throttle *auth_throttle_new(int64_t burst)
{
	struct auth_throttle *throttle = calloc(1, sizeof(*throttle));

	if (throttle == NULL)
		abort();
	throttle->rate = (struct token_bucket_rate){
		.calls = 1, .period_ms = AUTH_THROTTLE_PERIOD_MS, .burst = burst};
	throttle->all = token_bucket_full(&all_rate);
	pthread_mutex_init(&throttle->lock, NULL);
	return throttle;
}

void auth_throttle_set_burst(struct auth_throttle *throttle, int64_t burst)
{
	pthread_mutex_lock(&throttle->lock);
	throttle->rate.burst = burst;
	pthread_mutex_unlock(&throttle->lock);
}

void auth_throttle_free(struct auth_throttle *throttle)
{
	if (throttle == NULL)
		return;
	pthread_mutex_destroy(&throttle->lock);
	free(throttle);
}

/* Returns the bytes of a numeric address that identify a client, stored in `bytes`, or the text
 * itself if it is not a numeric address. */
static struct text client_part(struct text address, uint8_t bytes[sizeof(struct in6_addr)])
{
	char name[INET6_ADDRSTRLEN] = "";
	struct in6_addr v6;

	if (address.length == 0 || address.length >= sizeof(name))
		return address;
	memcpy(name, address.data, address.length);
	if (inet_pton(AF_INET, name, bytes) == 1)
		return (struct text){(const char *)bytes, sizeof(struct in_addr)};
	if (inet_pton(AF_INET6, name, &v6) != 1)
		return address;
	memcpy(bytes, &v6, sizeof(v6));
	if (IN6_IS_ADDR_V4MAPPED(&v6))
		return (struct text){
			(const char *)bytes + IPV4_MAPPED_BYTES, sizeof(struct in_addr)};
	return (struct text){(const char *)bytes, IPV6_PREFIX_BYTES};
}

/* Two addresses with the same key share a bucket. A 64-bit collision gains an attacker nothing. */
static uint64_t key_of(struct text address)
{
	uint8_t bytes[sizeof(struct in6_addr)];
	struct hash hash = hash_sha256(client_part(address, bytes));
	uint64_t key;

	memcpy(&key, &hash, sizeof(key));
	return key;
}

/* Returns the key's entry, or a new one; a full table evicts the least recently used entry. The
 * linear search covers about 40 KiB, which is cheap compared to the refused request. */
static struct entry *get(struct auth_throttle *throttle, uint64_t key)
{
	struct entry *chosen = &throttle->entries[0];

	for (size_t i = 0; i < throttle->count; i++) {
		struct entry *entry = &throttle->entries[i];

		if (entry->key == key)
			return entry;
		if (entry->last_use < chosen->last_use)
			chosen = entry;
	}
	if (throttle->count < AUTH_THROTTLE_ADDRESSES_MAX)
		chosen = &throttle->entries[throttle->count++];
	throttle->uncounted += chosen->suppressed;
	*chosen = (struct entry){.key = key, .bucket = token_bucket_full(&throttle->rate)};
	return chosen;
}

static bool take(const struct token_bucket_rate *rate, struct entry *entry, int64_t monotonic_ms,
	struct auth_throttle_decision *ret_decision)
{
	bool passes;

	token_bucket_fill(&entry->bucket, rate, monotonic_ms);
	passes = token_bucket_has_call(&entry->bucket, rate);
	if (passes)
		token_bucket_take(&entry->bucket, rate);
	else
		entry->suppressed++;
	ret_decision->suppressed = entry->suppressed;
	ret_decision->retry_after_s = passes ? 0 : token_bucket_call_s(&entry->bucket, rate);
	if (passes)
		entry->suppressed = 0;
	return passes;
}

static enum auth_throttle_outcome take_of_all(struct auth_throttle *throttle, int64_t monotonic_ms,
	const struct auth_throttle_decision *decision)
{
	token_bucket_fill(&throttle->all, &all_rate, monotonic_ms);
	if (token_bucket_has_call(&throttle->all, &all_rate)) {
		token_bucket_take(&throttle->all, &all_rate);
		return AUTH_THROTTLE_RECORD;
	}
	throttle->uncounted += 1 + decision->suppressed;
	return AUTH_THROTTLE_COUNT_ONLY;
}

enum auth_throttle_outcome auth_throttle_take(struct auth_throttle *throttle, struct text address,
	int64_t monotonic_ms, struct auth_throttle_decision *ret_decision)
{
	uint64_t key = key_of(address);
	enum auth_throttle_outcome outcome = AUTH_THROTTLE_REFUSE;
	struct entry *entry;

	pthread_mutex_lock(&throttle->lock);
	entry = get(throttle, key);
	entry->last_use = ++throttle->uses;
	if (take(&throttle->rate, entry, monotonic_ms, ret_decision))
		outcome = take_of_all(throttle, monotonic_ms, ret_decision);
	pthread_mutex_unlock(&throttle->lock);
	return outcome;
}

int64_t auth_throttle_drain(struct auth_throttle *throttle, bool is_end)
{
	int64_t count;

	pthread_mutex_lock(&throttle->lock);
	for (size_t i = 0; i < throttle->count && is_end; i++) {
		throttle->uncounted += throttle->entries[i].suppressed;
		throttle->entries[i].suppressed = 0;
	}
	count = throttle->uncounted;
	throttle->uncounted = 0;
	pthread_mutex_unlock(&throttle->lock);
	return count;
}

void auth_throttle_restore(struct auth_throttle *throttle, int64_t count)
{
	pthread_mutex_lock(&throttle->lock);
	throttle->uncounted += count;
	pthread_mutex_unlock(&throttle->lock);
}
