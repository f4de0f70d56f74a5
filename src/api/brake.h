/*
 * brake: slows down an address whose admin credentials are refused again and again.
 *
 * Promises: an address has its burst of refusals at once, then one each BRAKE_PERIOD_MS; those of
 * others cost it nothing. An IPv6 address counts as its /64, which one client holds whole; an IPv4
 * address that is mapped into IPv6 as that IPv4 address. Holds BRAKE_ADDRESSES_MAX; beyond them the
 * one that was not seen for longest is forgotten, with what was suppressed of it. Thread-safe.
 */
#ifndef API_BRAKE_PRIVATE_H
#define API_BRAKE_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define BRAKE_ADDRESSES_MAX 1024
#define BRAKE_PERIOD_MS 5000

struct brake;

struct brake_verdict {
	int64_t suppressed; /* since the last that was let through: this one too, if it was not */
	int64_t retry_after_s; /* not let through: until one is, rounded up; else 0 */
};

/* `burst` is 1 to 1,000,000. */
struct brake *brake_new(int64_t burst);
void brake_free(struct brake *brake);

/* Another burst from now on. */
void brake_set_burst(struct brake *brake, int64_t burst);

/* Takes a refusal of `address` (numeric; any other text is an address too). True lets it through:
 * the audit event of it then stands for `suppressed` more before it. */
bool brake_take(struct brake *brake, struct text address, int64_t monotonic_ms,
	struct brake_verdict *ret_verdict);

#endif
