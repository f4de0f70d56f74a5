/*
 * auth_throttle: limits how many refused admin credentials each address may send, and how many
 * audit events the refusals cause.
 *
 * Each address has a token bucket, which allows a burst of refusals and then one refusal every
 * AUTH_THROTTLE_PERIOD_MS. Any further refusal is throttled, which means that the response has the
 * status 429. All addresses of an IPv6 /64 network share a bucket, because a single client usually
 * has a whole /64 network. An IPv4-mapped IPv6 address shares the bucket of the IPv4 address.
 *
 * Another token bucket limits the audit events of all addresses together. It allows
 * AUTH_THROTTLE_ALL_BURST events at once, and then one event every AUTH_THROTTLE_ALL_PERIOD_MS. The
 * throttle counts refusals that get no audit event of their own. Either a later audit event or
 * auth_throttle_drain() reports the count. Each refusal is therefore reported exactly once.
 *
 * The throttle remembers AUTH_THROTTLE_ADDRESSES_MAX addresses. For a new address, it may evict the
 * least recently used address. auth_throttle_drain() then reports the throttled refusals of the
 * evicted address. Thread-safe.
 */
#ifndef LIMIT_AUTH_THROTTLE_H
#define LIMIT_AUTH_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define AUTH_THROTTLE_ADDRESSES_MAX 1024
#define AUTH_THROTTLE_PERIOD_MS 5000
#define AUTH_THROTTLE_ALL_BURST 100
#define AUTH_THROTTLE_ALL_PERIOD_MS 6000

enum auth_throttle_outcome {
	AUTH_THROTTLE_REFUSE, /* respond with 429, because the refusal is throttled */
	AUTH_THROTTLE_COUNT_ONLY, /* respond with the refusal, without an audit event */
	AUTH_THROTTLE_RECORD /* respond with the refusal, and store an audit event */
};

struct auth_throttle;

struct auth_throttle_decision {
	/* Number of throttled refusals of this address since its last refusal that was not
	 * throttled. If the current refusal is throttled, the number includes it. */
	int64_t suppressed;
	/* If the current refusal is throttled, the time in seconds, rounded up, until the address
	 * has a token again. Otherwise 0. */
	int64_t retry_after_s;
};

/* Creates a throttle. `burst` is the number of refusals that an address may cause at once, 1 to
 * 1,000,000. */
struct auth_throttle *auth_throttle_new(int64_t burst);
void auth_throttle_free(struct auth_throttle *throttle);

/* Changes the burst of all addresses. */
void auth_throttle_set_burst(struct auth_throttle *throttle, int64_t burst);

/* Counts a refusal of credentials from `address`, which may be an IP address or any other text. If
 * the outcome is AUTH_THROTTLE_RECORD, the audit event must report ret_decision->suppressed
 * refusals in addition to this refusal. */
enum auth_throttle_outcome auth_throttle_take(struct auth_throttle *throttle, struct text address,
	int64_t monotonic_ms, struct auth_throttle_decision *ret_decision);

/* Returns the number of refusals that no audit event has reported or will report, and resets the
 * number to 0. Set `is_end` when the service stops. The number then also includes the throttled
 * refusals that the next audit event of the same address would have reported. */
int64_t auth_throttle_drain(struct auth_throttle *throttle, bool is_end);

/* Adds back a number from auth_throttle_drain() that the caller could not store. The next drain
 * then returns this number again. */
void auth_throttle_restore(struct auth_throttle *throttle, int64_t count);

#endif
