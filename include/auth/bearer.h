/*
 * bearer: the value of an Authorization header (RFC 6750 §2.1, RFC 9110 §11.6.2).
 */
#ifndef AUTH_BEARER_H
#define AUTH_BEARER_H

#include "auth/refusal.h"

/* The token behind "Bearer", whose case does not matter; borrowed from the value. An absent value
 * is TOKEN_MISSING. What the token looks like is not judged here. */
enum refusal bearer_read(struct text value, struct text *ret_token);

#endif
