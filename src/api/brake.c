#include "api/brake.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/bucket.h"
#include "base/hash.h"

#define IPV6_PREFIX_BYTES 8
#define IPV4_MAPPED_BYTES 12 /* before the IPv4 address (RFC 4291 §2.5.5.2) */

struct entry {
	uint64_t key;
	uint64_t touched; /* by the table's count of touches: no two are equal */
	struct bucket bucket;
	int64_t suppressed;
};

struct brake {
	struct bucket_rate rate;
	pthread_mutex_t lock;
	struct bucket all; /* refusals that may become audit events */
	int64_t uncounted; /* by any event, now or later */
	uint64_t touches;
	size_t count;
	struct entry entries[BRAKE_ADDRESSES_MAX];
};

static const struct bucket_rate all_rate = {
	.calls = 1, .period_ms = BRAKE_ALL_PERIOD_MS, .burst = BRAKE_ALL_BURST};

struct brake *brake_new(int64_t burst)
{
	struct brake *brake = calloc(1, sizeof(*brake));

	if (brake == NULL)
		abort();
	brake->rate =
		(struct bucket_rate){.calls = 1, .period_ms = BRAKE_PERIOD_MS, .burst = burst};
	brake->all = bucket_full(&all_rate);
	pthread_mutex_init(&brake->lock, NULL);
	return brake;
}

void brake_set_burst(struct brake *brake, int64_t burst)
{
	pthread_mutex_lock(&brake->lock);
	brake->rate.burst = burst;
	pthread_mutex_unlock(&brake->lock);
}

void brake_free(struct brake *brake)
{
	if (brake == NULL)
		return;
	pthread_mutex_destroy(&brake->lock);
	free(brake);
}

/* The bytes of a numeric address that tell one client from another, put into `bytes`; else the text
 * as it is. */
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

/* Two that share a key share a bucket, which no one would bother to bring about. */
static uint64_t key_of(struct text address)
{
	uint8_t bytes[sizeof(struct in6_addr)];
	struct hash hash = hash_sha256(client_part(address, bytes));
	uint64_t key;

	memcpy(&key, &hash, sizeof(key));
	return key;
}

/* The key's entry; else a new one, in a full table in place of the one untouched for longest. One
 * pass over some 40 KiB, which is little beside the request that was refused. */
static struct entry *get(struct brake *brake, uint64_t key)
{
	struct entry *chosen = &brake->entries[0];

	for (size_t i = 0; i < brake->count; i++) {
		struct entry *entry = &brake->entries[i];

		if (entry->key == key)
			return entry;
		if (entry->touched < chosen->touched)
			chosen = entry;
	}
	if (brake->count < BRAKE_ADDRESSES_MAX)
		chosen = &brake->entries[brake->count++];
	brake->uncounted += chosen->suppressed;
	*chosen = (struct entry){.key = key, .bucket = bucket_full(&brake->rate)};
	return chosen;
}

static bool take(const struct bucket_rate *rate, struct entry *entry, int64_t monotonic_ms,
	struct brake_verdict *ret_verdict)
{
	bool passes;

	bucket_fill(&entry->bucket, rate, monotonic_ms);
	passes = bucket_has_call(&entry->bucket, rate);
	if (passes)
		bucket_take(&entry->bucket, rate);
	else
		entry->suppressed++;
	ret_verdict->suppressed = entry->suppressed;
	ret_verdict->retry_after_s = passes ? 0 : bucket_call_s(&entry->bucket, rate);
	if (passes)
		entry->suppressed = 0;
	return passes;
}

static enum brake_outcome take_of_all(
	struct brake *brake, int64_t monotonic_ms, const struct brake_verdict *verdict)
{
	bucket_fill(&brake->all, &all_rate, monotonic_ms);
	if (bucket_has_call(&brake->all, &all_rate)) {
		bucket_take(&brake->all, &all_rate);
		return BRAKE_RECORDS;
	}
	brake->uncounted += 1 + verdict->suppressed;
	return BRAKE_COUNTS;
}

enum brake_outcome brake_take(struct brake *brake, struct text address, int64_t monotonic_ms,
	struct brake_verdict *ret_verdict)
{
	uint64_t key = key_of(address);
	enum brake_outcome outcome = BRAKE_HOLDS;
	struct entry *entry;

	pthread_mutex_lock(&brake->lock);
	entry = get(brake, key);
	entry->touched = ++brake->touches;
	if (take(&brake->rate, entry, monotonic_ms, ret_verdict))
		outcome = take_of_all(brake, monotonic_ms, ret_verdict);
	pthread_mutex_unlock(&brake->lock);
	return outcome;
}

int64_t brake_drain(struct brake *brake, bool is_end)
{
	int64_t count;

	pthread_mutex_lock(&brake->lock);
	for (size_t i = 0; i < brake->count && is_end; i++) {
		brake->uncounted += brake->entries[i].suppressed;
		brake->entries[i].suppressed = 0;
	}
	count = brake->uncounted;
	brake->uncounted = 0;
	pthread_mutex_unlock(&brake->lock);
	return count;
}

void brake_return(struct brake *brake, int64_t count)
{
	pthread_mutex_lock(&brake->lock);
	brake->uncounted += count;
	pthread_mutex_unlock(&brake->lock);
}
