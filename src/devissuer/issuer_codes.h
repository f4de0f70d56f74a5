/*
 * issuer_codes: authorization codes on their way from the sign-in to the token endpoint, and the
 * user that /control/user has chosen.
 *
 * Promises: a code works once, for ISSUER_CODE_MS, whatever becomes of the request that brings it
 * (RFC 6749 §4.1.2). Thread-safe.
 */
#ifndef DEVISSUER_ISSUER_CODES_H
#define DEVISSUER_ISSUER_CODES_H

#include "base/arena.h"

#define ISSUER_CODE_MS 60000

/* Codes at a time; a further one takes the oldest's place. */
#define ISSUER_CODES_MAX 64

struct issuer_codes;

struct issuer_codes *issuer_codes_new(void);
void issuer_codes_free(struct issuer_codes *codes);

/* A new code, in the arena, that stands for `meaning`, which is copied. */
struct text issuer_codes_add(
	struct issuer_codes *codes, struct arena *arena, struct text meaning, int64_t now_ms);

/* What the code stands for, in the arena; absent when there is no such code any more. */
struct text issuer_codes_take(
	struct issuer_codes *codes, struct arena *arena, struct text code, int64_t now_ms);

/* The fields of the user who signs in where a request names none, as a form; absent: none. */
void issuer_codes_set_user(struct issuer_codes *codes, struct text form);
struct text issuer_codes_user(struct issuer_codes *codes, struct arena *arena);

#endif
