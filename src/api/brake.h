/*
 * brake: slows down an address whose admin credentials are refused again and again, and bounds how
 * many refusals of all addresses become audit events.
 *
 * Promises: an address has its burst of refusals at once, then one each BRAKE_PERIOD_MS; those of
 * others cost it nothing. An IPv6 address counts as its /64, which one client holds whole; an IPv4
 * address that is mapped into IPv6 as that IPv4 address. Of all addresses together
 * BRAKE_ALL_BURST refusals are recorded at once, then one each BRAKE_ALL_PERIOD_MS; the others are
 * counted. Holds BRAKE_ADDRESSES_MAX; beyond them the one that was not seen for longest is
 * forgotten, and what was suppressed of it is counted. Each refusal is in the count of one record,
 * or in that of brake_drain(). Thread-safe.
 */
#ifndef API_BRAKE_PRIVATE_H
#define API_BRAKE_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define BRAKE_ADDRESSES_MAX 1024
#define BRAKE_PERIOD_MS 5000
#define BRAKE_ALL_BURST 100
#define BRAKE_ALL_PERIOD_MS 6000

enum brake_outcome {
	BRAKE_HOLDS, /* the address is to wait */
	BRAKE_COUNTS, /* the refusal is answered, and counted */
	BRAKE_RECORDS /* the refusal is answered, and becomes an audit event */
};

struct brake;

struct brake_verdict {
	int64_t suppressed; /* since the last that was not held: this one too, if it is held */
	int64_t retry_after_s; /* held: until one is not, rounded up; else 0 */
};

/* `burst` is 1 to 1,000,000. */
struct brake *brake_new(int64_t burst);
void brake_free(struct brake *brake);

/* Another burst from now on. */
void brake_set_burst(struct brake *brake, int64_t burst);

/* Takes a refusal of `address` (numeric; any other text is an address too). An audit event of it
 * stands for `suppressed` more before it. */
enum brake_outcome brake_take(struct brake *brake, struct text address, int64_t monotonic_ms,
	struct brake_verdict *ret_verdict);

/* Takes out the number of refusals that no audit event counts and no later one will: at the end
 * also those that the next event of their address would have counted. */
int64_t brake_drain(struct brake *brake, bool is_end);

/* Gives a number back that could not be stored. */
void brake_return(struct brake *brake, int64_t count);

#endif
