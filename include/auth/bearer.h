/*
 * bearer: parser for the value of an Authorization header (RFC 6750 §2.1, RFC 9110 §11.6.2).
 */
#ifndef AUTH_BEARER_H
#define AUTH_BEARER_H

#include "auth/refusal.h"

/* Extracts the token that follows the scheme "Bearer". Ignores the case of the scheme, and does not
 * validate the token. *ret_token points into `value`. Returns REFUSAL_TOKEN_MISSING if `value` is
 * absent, REFUSAL_SCHEME_UNSUPPORTED if the scheme is not Bearer, and REFUSAL_TOKEN_EMPTY if no
 * token follows the scheme. */
enum refusal bearer_read(struct text value, struct text *ret_token);

#endif
