/*
 * dev_codes: authorization codes on their way from the sign-in to the token endpoint, and the
 * user that /control/user has chosen.
 *
 * Promises: a code works once, for DEV_CODES_LIFETIME_MS, whatever becomes of the request that
 * brings it (RFC 6749 §4.1.2). Thread-safe.
 */
#ifndef DEVISSUER_DEV_CODES_PRIVATE_H
#define DEVISSUER_DEV_CODES_PRIVATE_H

#include "base/arena.h"

#define DEV_CODES_LIFETIME_MS 60000

/* Codes at a time; a further one takes the oldest's place. */
#define DEV_CODES_MAX 64

struct dev_codes;

struct dev_codes *dev_codes_new(void);
void dev_codes_free(struct dev_codes *codes);

/* A new code, in the arena, that stands for `meaning`, which is copied. */
struct text dev_codes_add(
	struct dev_codes *codes, struct arena *arena, struct text meaning, int64_t now_ms);

/* What the code stands for, in the arena; absent when there is no such code any more. */
struct text dev_codes_redeem(
	struct dev_codes *codes, struct arena *arena, struct text code, int64_t now_ms);

/* The fields of the user who signs in where a request names none, as a form; absent: none. */
void dev_codes_set_user(struct dev_codes *codes, struct text form);
struct text dev_codes_user(struct dev_codes *codes, struct arena *arena);

#endif
