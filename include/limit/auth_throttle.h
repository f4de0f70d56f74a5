/*
 * auth_throttle: limits how often an address may present admin credentials that are refused, and
 * how many refusals become audit events.
 *
 * Each address has a token bucket: a burst of refusals, then one every AUTH_THROTTLE_PERIOD_MS. All
 * IPv6 addresses of a /64 share a bucket, since one client usually has a whole /64. An IPv4-mapped
 * IPv6 address counts as the IPv4 address. One more bucket limits the audit events of all addresses
 * together: AUTH_THROTTLE_ALL_BURST, then one every AUTH_THROTTLE_ALL_PERIOD_MS. Further refusals
 * are only counted. Each refusal is counted once, either by an audit event or by
 * auth_throttle_drain().
 *
 * Remembers AUTH_THROTTLE_ADDRESSES_MAX addresses and then evicts the least recently used one; the
 * suppressed refusals of an evicted address stay in the count. Thread-safe.
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
	AUTH_THROTTLE_REFUSE, /* the address must wait: respond with 429 */
	AUTH_THROTTLE_COUNT_ONLY, /* respond with the refusal, without an audit event */
	AUTH_THROTTLE_RECORD /* respond with the refusal, and store an audit event */
};

struct auth_throttle;

struct auth_throttle_decision {
	int64_t suppressed; /* throttled refusals since the last one that was not, with this one */
	int64_t retry_after_s; /* until the next refusal is not throttled, rounded up; else 0 */
};

/* Creates a throttle. `burst` is 1 to 1,000,000 refusals per address. */
struct auth_throttle *auth_throttle_new(int64_t burst);
void auth_throttle_free(struct auth_throttle *throttle);

/* Changes the burst. */
void auth_throttle_set_burst(struct auth_throttle *throttle, int64_t burst);

/* Counts a refusal of `address`: a numeric address, or any other text. An audit event of this
 * refusal must also count the `suppressed` refusals before it. */
enum auth_throttle_outcome auth_throttle_take(struct auth_throttle *throttle, struct text address,
	int64_t monotonic_ms, struct auth_throttle_decision *ret_decision);

/* Returns and resets the number of refusals that no audit event has counted or will count.
 * `is_end`: includes those that the next audit event of their address would have counted. */
int64_t auth_throttle_drain(struct auth_throttle *throttle, bool is_end);

/* Adds back a drained count that could not be stored. */
void auth_throttle_restore(struct auth_throttle *throttle, int64_t count);

#endif
