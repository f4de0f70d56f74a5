/*
 * auth_throttle: slows down an address whose admin credentials are refused again and again, and
 * bounds how many refusals of all addresses become audit events.
 *
 * Promises: an address has its burst of refusals at once, then one each AUTH_THROTTLE_PERIOD_MS;
 * those of others cost it nothing. An IPv6 address counts as its /64, which one client holds whole;
 * an IPv4 address that is mapped into IPv6 as that IPv4 address. Of all addresses together
 * AUTH_THROTTLE_ALL_BURST refusals are recorded at once, then one each AUTH_THROTTLE_ALL_PERIOD_MS;
 * the others are counted. Holds AUTH_THROTTLE_ADDRESSES_MAX; beyond them the one that was not seen
 * for longest is forgotten, and what was suppressed of it is counted. Each refusal is in the count
 * of one record, or in that of auth_throttle_drain(). Thread-safe.
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
	AUTH_THROTTLE_REFUSE, /* the address is to wait */
	AUTH_THROTTLE_COUNT_ONLY, /* the refusal is answered, and counted */
	AUTH_THROTTLE_RECORD /* the refusal is answered, and becomes an audit event */
};

struct auth_throttle;

struct auth_throttle_decision {
	int64_t suppressed; /* since the last that was not held: this one too, if it is held */
	int64_t retry_after_s; /* held: until one is not, rounded up; else 0 */
};

/* `burst` is 1 to 1,000,000. */
struct auth_throttle *auth_throttle_new(int64_t burst);
void auth_throttle_free(struct auth_throttle *throttle);

/* Another burst from now on. */
void auth_throttle_set_burst(struct auth_throttle *throttle, int64_t burst);

/* Takes a refusal of `address` (numeric; any other text is an address too). An audit event of it
 * stands for `suppressed` more before it. */
enum auth_throttle_outcome auth_throttle_take(struct auth_throttle *throttle, struct text address,
	int64_t monotonic_ms, struct auth_throttle_decision *ret_decision);

/* Takes out the number of refusals that no audit event counts and no later one will: at the end
 * also those that the next event of their address would have counted. */
int64_t auth_throttle_drain(struct auth_throttle *throttle, bool is_end);

/* Gives a number back that could not be stored. */
void auth_throttle_restore(struct auth_throttle *throttle, int64_t count);

#endif
