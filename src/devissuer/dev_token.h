/*
 * dev_token: makes and signs tokens (RFC 7515 §7.1).
 *
 * libjwt makes the ordinary tokens of Entra. This module itself assembles the tokens that libjwt
 * cannot make, and signs them with OpenSSL. libjwt cannot make tokens with another header or
 * algorithm. It cannot make the tokens of the OpenID provider either, because it always sets `typ`
 * to JWT.
 */
#ifndef DEVISSUER_DEV_TOKEN_PRIVATE_H
#define DEVISSUER_DEV_TOKEN_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Makes a token and stores it in *ret_token. If the issuer lacks the requested algorithm or key,
 * refuses the request and returns false. */
bool dev_token_mint(
	struct dev_call *call, const struct dev_token_request *grant, struct text *ret_token);

#endif
