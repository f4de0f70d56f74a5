/*
 * dev_codes: stores authorization codes until they are redeemed, and the user that /control/user
 * has selected.
 *
 * A code expires after DEV_CODES_LIFETIME_MS. A client can redeem a code only once, even if the
 * token request then fails (RFC 6749 §4.1.2). Thread-safe.
 */
#ifndef DEVISSUER_DEV_CODES_PRIVATE_H
#define DEVISSUER_DEV_CODES_PRIVATE_H

#include "base/arena.h"

#define DEV_CODES_LIFETIME_MS 60000

/* Maximum number of stored codes. A further code replaces the oldest code. */
#define DEV_CODES_MAX 64

struct dev_codes;

struct dev_codes *dev_codes_new(void);
void dev_codes_free(struct dev_codes *codes);

/* Creates a code, stores it with a copy of `meaning`, and returns the code in the arena. */
struct text dev_codes_add(
	struct dev_codes *codes, struct arena *arena, struct text meaning, int64_t now_ms);

/* Redeems a code and returns a copy of its `meaning`, in the arena. Returns an absent text if the
 * code is unknown, expired or already redeemed. */
struct text dev_codes_redeem(
	struct dev_codes *codes, struct arena *arena, struct text code, int64_t now_ms);

/* Selects the user for authorization requests that do not name a user. `form` contains the
 * parameters with which a request names a user. If `form` is absent, no user is selected
 * afterwards. Copies `form`. */
void dev_codes_set_user(struct dev_codes *codes, struct text form);

/* Returns a copy, in the arena, of the form of the selected user. If no user is selected, returns
 * an absent text. */
struct text dev_codes_user(struct dev_codes *codes, struct arena *arena);

#endif
