/*
 * bearer: parser for the value of an Authorization header (RFC 6750 §2.1, RFC 9110 section
 * 11.6.2).
 */
#ifndef AUTH_BEARER_H
#define AUTH_BEARER_H

#include "auth/refusal.h"

/* Extracts the token that follows "Bearer" (in any case) without validating it. *ret_token points
 * into `value`. Returns REFUSAL_TOKEN_MISSING if `value` is absent. */
enum refusal bearer_read(struct text value, struct text *ret_token);

#endif
