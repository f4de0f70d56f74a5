/*
 * dev_codes: the authorization codes that have not been redeemed, and the user selected with
 * /control/user.
 *
 * A code works only once and for DEV_CODES_LIFETIME_MS, even if the request that redeems it fails
 * (RFC 6749 §4.1.2). Thread-safe.
 */
#ifndef DEVISSUER_DEV_CODES_PRIVATE_H
#define DEVISSUER_DEV_CODES_PRIVATE_H

#include "base/arena.h"

#define DEV_CODES_LIFETIME_MS 60000

/* Limit for codes; a new one then replaces the oldest. */
#define DEV_CODES_MAX 64

struct dev_codes;

struct dev_codes *dev_codes_new(void);
void dev_codes_free(struct dev_codes *codes);

/* Returns a new code, in the arena, for `meaning`, which is copied. */
struct text dev_codes_add(
	struct dev_codes *codes, struct arena *arena, struct text meaning, int64_t now_ms);

/* Redeems a code: returns its meaning, in the arena, or an absent text if the code is not valid. */
struct text dev_codes_redeem(
	struct dev_codes *codes, struct arena *arena, struct text code, int64_t now_ms);

/* Set and return the fields, as a form, of the user for requests that name none; absent: no
 * user. */
void dev_codes_set_user(struct dev_codes *codes, struct text form);
struct text dev_codes_user(struct dev_codes *codes, struct arena *arena);

#endif
