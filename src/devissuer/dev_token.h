/*
 * dev_token: the signing of tokens (RFC 7515 §7.1).
 *
 * libjwt makes Entra's ordinary tokens. Tokens with another header or algorithm, which libjwt would
 * not make, are assembled here and signed with OpenSSL. So are the OpenID provider's tokens,
 * because libjwt always sets typ to JWT.
 */
#ifndef DEVISSUER_DEV_TOKEN_PRIVATE_H
#define DEVISSUER_DEV_TOKEN_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Makes a token. Returns false if it has refused the request. */
bool dev_token_mint(
	struct dev_call *call, const struct dev_token_request *grant, struct text *ret_token);

#endif
