/*
 * dev_token: makes and signs tokens (RFC 7515 §7.1).
 *
 * Entra's ordinary tokens are made with libjwt. Tokens that libjwt cannot make are assembled in
 * this module and signed with OpenSSL: tokens with another header or algorithm, and the tokens of
 * the OpenID provider, because libjwt always sets `typ` to JWT.
 */
#ifndef DEVISSUER_DEV_TOKEN_PRIVATE_H
#define DEVISSUER_DEV_TOKEN_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Makes a token and stores it in *ret_token. If the issuer does not have the requested algorithm or
 * key, refuses the request and returns false. */
bool dev_token_mint(
	struct dev_call *call, const struct dev_token_request *grant, struct text *ret_token);

#endif
