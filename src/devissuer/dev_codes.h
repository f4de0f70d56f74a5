/*
 * dev_codes: stores the authorization codes until they are redeemed, and the user selected with
 * /control/user.
 *
 * A code expires after DEV_CODES_LIFETIME_MS. It can be redeemed only once, even if the token
 * request then fails (RFC 6749 §4.1.2). Thread-safe.
 */
#ifndef DEVISSUER_DEV_CODES_PRIVATE_H
#define DEVISSUER_DEV_CODES_PRIVATE_H

#include "base/arena.h"

#define DEV_CODES_LIFETIME_MS 60000

/* Maximum number of stored codes. A further code replaces the oldest. */
#define DEV_CODES_MAX 64

struct dev_codes;

struct dev_codes *dev_codes_new(void);
void dev_codes_free(struct dev_codes *codes);

/* Creates a code that stands for `meaning`, and returns the code in the arena. Copies `meaning`. */
struct text dev_codes_add(
	struct dev_codes *codes, struct arena *arena, struct text meaning, int64_t now_ms);

/* Redeems a code and returns its meaning in the arena. Returns an absent text if the code is
 * unknown, expired or already redeemed. */
struct text dev_codes_redeem(
	struct dev_codes *codes, struct arena *arena, struct text code, int64_t now_ms);

/* Selects the user for authorization requests that do not name a user. `form` contains the user's
 * parameters, as in a request; if it is absent, no user is selected. Copies `form`. */
void dev_codes_set_user(struct dev_codes *codes, struct text form);

/* Returns the form of the selected user in the arena, or an absent text. */
struct text dev_codes_user(struct dev_codes *codes, struct arena *arena);

#endif
